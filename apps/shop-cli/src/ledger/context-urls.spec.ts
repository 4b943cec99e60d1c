import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contextUrls } from './context-urls.js';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'context-urls-'))));
afterAll(() => rm(folder, { recursive: true }));

/** What goes wrong with an environment, as the terminal shows it. */
async function refusal(env: NodeJS.ProcessEnv): Promise<{ code: string; problem: string; remedy: string }> {
  try {
    return { code: '', problem: (await contextUrls(env))('orders'), remedy: '' };
  } catch (error) {
    return error as { code: string; problem: string; remedy: string };
  }
}

describe('the database of a context', () => {
  it('is reached with its own login', async () => {
    const derived = { DATABASE_URL: 'postgres://admin:secret@db/shop', DATABASE_ROLE_SECRET: 'of this spec' };
    expect((await contextUrls(derived))('orders')).toMatch(/^postgres:\/\/shop_orders:[^@]+@db\/shop$/);
    const urlOf = await contextUrls({ ...derived, ORDERS_DATABASE_URL: 'postgres://o@db/own' });
    expect(urlOf('orders')).toBe('postgres://o@db/own');
  });

  it.each([
    ['of another kind', { DATABASE_URL: 'mysql://shop:secret@db/shop' }],
    ['no URL', { DATABASE_URL: 'secret' }],
  ])('that is %s is refused with a remedy said once, and no secret', async (_what, env) => {
    const { code, problem, remedy } = await refusal(env);
    expect([code, remedy]).toEqual(['DATABASE_CONFIG', expect.stringMatching(/^Set /)]);
    expect(problem).not.toContain(remedy);
    expect(problem).not.toContain('secret');
  });

  it('that no shop has made, or whose file is spoilt, is refused with a remedy', async () => {
    expect(await refusal({ DATA_DIR: folder })).toMatchObject({ code: 'LEDGER_DATABASE' });
    await writeFile(join(folder, 'database.json'), '{"url":');
    expect(await refusal({ DATA_DIR: folder })).toMatchObject({
      code: 'LEDGER_DATABASE',
      remedy: expect.stringContaining('npm start') as string,
    });
  });
});
