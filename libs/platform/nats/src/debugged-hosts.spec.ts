import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { hostsOfThisFile } from '../test/hosts.js';
import type { NatsServer } from './testing/index.js';

const MINUTE = 60_000;
/**
 * Longer than a caller waits for a callee without a sign of life, and longer than the call's timeout in the kitchen.
 */
const STOPPED_MS = 6_500;
const PROGRAM = fileURLToPath(new URL('../test/tea-host.mjs', import.meta.url));

describe.concurrent('a host that a debugger pauses for longer than five seconds', { timeout: 2 * MINUTE }, () => {
  const hosts = hostsOfThisFile();
  let server: NatsServer;
  const processes: ChildProcess[] = [];
  afterAll(() => processes.forEach((each) => each.kill('SIGKILL')));
  beforeAll(async () => {
    server = await hosts.server();
  });
  /** @param system hosts of the same system call each other */
  async function host(
    system: string,
    name: string,
    env: Record<string, string>,
    execArgv: string[] = [],
  ): Promise<ChildProcess> {
    const { NODE_OPTIONS: _, ...inherited } = process.env;
    const child = fork(PROGRAM, [name, server.url, system], { execArgv, env: { ...inherited, ...env } });
    processes.push(child);
    const ended = once(child, 'exit').then(() =>
      Promise.reject(new Error(`the host ${name} ended before it was ready`)),
    );
    await Promise.race([once(child, 'message'), ended]);
    ended.catch(() => {});
    return child;
  }

  /** Makes the hall query the menu; resolves once the kitchen has started to write it. */
  async function asked(hall: ChildProcess, kitchen: ChildProcess): Promise<{ answer: Promise<unknown> }> {
    const answer = once(hall, 'message').then(([message]) => (message as { answer: unknown }).answer);
    const writing = once(kitchen, 'message');
    hall.send('ask');
    await writing;
    return { answer };
  }

  async function stopped(hall: ChildProcess, kitchen: ChildProcess): Promise<unknown> {
    const { answer } = await asked(hall, kitchen);
    kitchen.kill('SIGSTOP');
    await sleep(STOPPED_MS);
    kitchen.kill('SIGCONT');
    kitchen.send('go on');
    return answer;
  }

  it.for([
    ['both hosts', '1'],
    ['its caller', ''],
  ] as const)('answers its calls in debug mode of %s', async ([which, ofKitchen], { expect }) => {
    const system = which.replaceAll(' ', '-');
    const kitchen = await host(system, 'kitchen', { MULTILITH_DEBUG: ofKitchen });
    expect(await stopped(await host(system, 'monolith', { MULTILITH_DEBUG: '1' }), kitchen)).toEqual(['green']);
  });

  it('answers its calls if only its own inspector is open: its callers are notified before the breakpoint', async ({
    expect,
  }) => {
    const kitchen = await host('inspector', 'kitchen', { BREAKPOINT_MS: String(STOPPED_MS) }, [
      '--inspect=127.0.0.1:0',
    ]);
    const { answer } = await asked(await host('inspector', 'monolith', {}), kitchen);
    expect(await answer).toEqual(['green']);
  });

  it('loses its calls in production, whatever its settings are', async ({ expect }) => {
    const kitchen = await host('production', 'kitchen', { MULTILITH_DEBUG: '1' });
    const hall = await host('production', 'monolith', { MULTILITH_DEBUG: '1', NODE_ENV: 'production' });
    expect(await stopped(hall, kitchen)).toMatchObject({
      code: expect.stringMatching(/UNAVAILABLE|DEADLINE_EXCEEDED/),
    });
  });
});
