import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { bundle } from '../test/bundle.js';

describe('the package at run time', () => {
  it('needs zod and nothing else', async () => {
    const { imports } = await bundle(['zod']);
    expect(imports).toEqual(['zod']);
    const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as object;
    expect(manifest).not.toHaveProperty('dependencies');
  });

  it('creates, encodes and decodes a message without Node and Nest', async () => {
    const { code } = await bundle([]);
    // Globals of every JavaScript host beyond the language itself; no process, no Buffer, no require.
    const bare = createContext({ atob, btoa, URL });
    const result: unknown = runInContext(
      `${code}
       const { z, command, decodeMessage, encodeMessage, bytes } = Multilith;
       class Send extends command('mail.Send', { input: z.object({ at: z.date(), body: bytes() }), access: 'public' }) {}
       const json = JSON.stringify(encodeMessage(new Send({ at: new Date(0), body: new Uint8Array([1, 2]) })));
       const back = decodeMessage(Send, JSON.parse(json));
       [json, back instanceof Send, back.at.getTime(), back.body.length, typeof process, typeof require].join(' ')`,
      bare,
    );
    expect(result).toBe('{"at":"1970-01-01T00:00:00.000Z","body":"AQI="} true 0 2 undefined undefined');
  });
});
