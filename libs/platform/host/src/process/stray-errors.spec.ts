import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';

interface Line {
  readonly error?: string;
  readonly stack?: string;
  readonly stopped?: boolean;
  readonly alive?: boolean;
}

const program = fileURLToPath(new URL('../../test/stray-errors.mjs', import.meta.url));
let host: ChildProcess;
const said: Line[] = [];
afterEach(() => void host.kill('SIGKILL'));

async function makes(mistake: string): Promise<void> {
  said.length = 0;
  host = fork(program, { execArgv: [] });
  const ready = once(host, 'message');
  await ready;
  host.on('message', (line) => said.push(line as Line));
  host.send(mistake);
  await expect.poll(() => said.find(({ error }) => error), { timeout: 20_000 }).toBeDefined();
}

describe('an unhandled rejection', () => {
  it.each([
    ['a promise', 'Error: audit failed'],
    ['a string', 'string: just text'],
    ['a hostile value', 'cannot be read'],
    ['nothing', 'undefined'],
    ['a chain', 'SyntaxError'],
  ])('(%s) is logged with its handler, and the process goes on', async (mistake, text) => {
    await makes(mistake);
    const [{ error, stack }] = said as [Required<Line>];
    expect(error).toContain('UNHANDLED_REJECTION');
    expect(error).toMatch(/of orders\.PlaceOrder in context 'orders' \(trace [0-9a-f]{32}\)/);
    expect(error).toContain(text);
    if (mistake === 'a promise') expect(stack).toContain('stray-errors.mjs');
    host.send('alive?');
    await expect.poll(() => said.some(({ alive }) => alive), { timeout: 20_000 }).toBe(true);
    expect(host.exitCode).toBeNull();
  });
});

describe('an uncaught exception', () => {
  it.each([
    ['a timer', 'in a timer'],
    ['an emitter', 'not listened to'],
  ])('(%s) is logged, and shuts the process down with exit code 1', async (mistake, text) => {
    await makes(mistake);
    if (host.exitCode === null) await once(host, 'exit');
    expect(said[0]?.error).toMatch(/UNCAUGHT_EXCEPTION.*of orders\.PlaceOrder/);
    expect(said[0]?.error).toContain(text);
    expect(said.some(({ stopped }) => stopped)).toBe(true);
    expect(host.exitCode).toBe(1);
  });
});

describe('a log whose reader has ended', () => {
  it('stops nothing: the process goes on, and finishes in order at a signal', async () => {
    said.length = 0;
    host = fork(program, { execArgv: [], silent: true });
    await once(host, 'message');
    host.on('message', (line) => said.push(line as Line));
    host.stdout!.destroy();
    host.stderr!.destroy();
    for (let line = 0; line < 3; line++) host.send('log');
    host.send('alive?');
    await expect.poll(() => said.some(({ alive }) => alive), { timeout: 20_000 }).toBe(true);
    const ended = once(host, 'exit');
    host.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(said.filter(({ error }) => error)).toEqual([]);
    expect(said.some(({ stopped }) => stopped)).toBe(true);
  });
});
