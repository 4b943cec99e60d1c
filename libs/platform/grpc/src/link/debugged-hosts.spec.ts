import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import type { CallReply } from '@multilith/runtime/transport';
import { aRequest, freshContext, plain } from '@multilith/runtime/transport/conformance';
import type { EchoProcess } from '../../test/link-world.js';
import { aWorld } from '../../test/open-hosts.js';
import { quietLogs } from '../../test/quiet.js';

/** Longer than the links of a hung host last, and than the deadline of the call, in milliseconds. */
const STOPPED_MS = 6_500;
const UNANSWERED = 'unanswered';

describe('a host that is stopped at a breakpoint', () => {
  quietLogs();

  /** Calls a host, which is stopped before it answers. */
  async function callWhileStopped(variables: NodeJS.ProcessEnv): Promise<CallReply> {
    const [world, context] = [aWorld(), freshContext()];
    const caller = await world.open();
    const callee: EchoProcess = await world.spawn(context, variables);
    await vi.waitFor(() => caller.call(context, aRequest()));
    const reply = caller.call(context, aRequest({ content: UNANSWERED, deadline: Date.now() + 1_000 }));
    reply.catch(() => {});
    await caller.call(context, aRequest());
    callee.signal('SIGSTOP');
    await sleep(STOPPED_MS);
    callee.signal('SIGCONT');
    callee.answer();
    return reply;
  }

  it('keeps its callers if they know that a debugger may stop it', async () => {
    expect(plain(await callWhileStopped({ MULTILITH_DEBUG: '1' }))).toEqual({ answer: UNANSWERED });
  });

  it('loses them in production', async () => {
    await expect(callWhileStopped({ MULTILITH_DEBUG: '1', NODE_ENV: 'production' })).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:CONNECTION_LOST|DEADLINE_EXCEEDED)$/),
      mayHaveExecuted: true,
    });
  });
});
