import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { KeptHost } from './kept-host.js';
import { SupervisorLog } from './supervisor-log.js';

const FILE = fileURLToPath(new URL('../../test/host-program.mjs', import.meta.url));
const WAIT = { timeout: 15_000 };

let printed = '';
const hosts: KeptHost[] = [];
afterEach(() => {
  for (const host of hosts.splice(0)) host.kill();
  printed = '';
});

function host(env: Readonly<Record<string, string>> = {}): KeptHost {
  const write = (text: string): void => void (printed += text);
  const log = new SupervisorLog('text', ['orders'], { out: write, err: write, colours: false });
  const kept = new KeptHost({ host: 'orders', label: 'orders', file: FILE, env: { HOST: 'orders', ...env } }, log);
  hosts.push(kept);
  return kept;
}
const runs = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('a supervised host', () => {
  it('reports when it is ready and where, and its output is passed on', async () => {
    expect(await host().start()).toEqual({ type: 'ready', host: 'orders', url: 'http://127.0.0.1:1' });
    await vi.waitFor(() => expect(printed).toContain('orders     │ at work\n'), WAIT);
  });

  it('finishes current work when it is stopped, and is not restarted', async () => {
    const kept = host();
    await kept.start();
    const pid = kept.pid!;
    await kept.stop();
    expect(runs(pid)).toBe(false);
    expect(printed).toContain('finishing');
    expect(printed).not.toContain('started again');
  });

  it('is restarted when it ends, with a log line', async () => {
    const kept = host();
    await kept.start();
    const first = kept.pid!;
    process.kill(first, 'SIGKILL');
    await vi.waitFor(() => expect(printed).toMatch(/orders runs again, as process \d+/), WAIT);
    expect(printed).toContain('ERROR: orders ended with SIGKILL. It is started again in 0.5 s.');
    expect(kept.pid).not.toBe(first);
    expect(runs(kept.pid!)).toBe(true);
  });

  it('can be stopped while it waits for its restart', async () => {
    const kept = host();
    await kept.start();
    process.kill(kept.pid!, 'SIGKILL');
    await vi.waitFor(() => expect(printed).toContain('started again'), WAIT);
    await kept.stop();
    expect(runs(kept.pid!)).toBe(false);
    expect(printed).not.toContain('runs again');
  });

  it('is not restarted if its first start fails', async () => {
    await expect(host({ FAILS: 'yes' }).start()).rejects.toMatchObject({
      code: 'HOST_ENDED',
      message: expect.stringContaining('orders ended with exit code 3 before it was ready'),
    });
    expect(printed).toBe('orders     │ there is no database\n');
  });

  it.each([
    [
      'its settings are refused',
      ' CONFIG_INVALID',
      /ended with exit code 1 \(CONFIG_INVALID\) before it was ready, and is not started again/,
      1,
    ],
    [
      'it ends five times before it is ready',
      '',
      /ended with exit code 1 before it was ready, and is not started again/,
      5,
    ],
  ])(
    'is not started again for ever: not when %s',
    async (_why, code, said, starts) => {
      const folder = mkdtempSync(join(tmpdir(), 'kept-host-'));
      const kept = host({ FAILS_LATER: `${join(folder, 'started')}${code}` });
      await kept.start();
      process.kill(kept.pid!, 'SIGKILL');
      expect(await kept.givenUp).toMatchObject({ code: 1, ready: false });
      expect(printed).toMatch(said);
      expect(printed.match(/It is started again in/g)).toHaveLength(starts);
      rmSync(folder, { recursive: true });
    },
    60_000,
  );

  it('ends at once when it is killed', async () => {
    const kept = host({ DEAF: 'yes' });
    await kept.start();
    const pid = kept.pid!;
    const stopped = kept.stop();
    kept.kill();
    await stopped;
    expect(runs(pid)).toBe(false);
  });
});
