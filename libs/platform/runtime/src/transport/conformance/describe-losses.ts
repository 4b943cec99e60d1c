import { expect, it, vi } from 'vitest';
import type { CallReply } from '../transport.js';
import {
  aRequest,
  freshContext,
  plain,
  UNANSWERED,
  type HostProcess,
  type Suite,
  type TransportUnderTest,
} from './transport-world.js';

/** Calls that wait while their callee is lost. */
const CALLS = 64;
/** Longer than any loss takes to be known. */
const DEADLINE_MS = 60_000;

const LOST = { name: 'TransportError', code: 'CONNECTION_LOST', mayHaveExecuted: true };

/** Processes that are killed or stop to work while others wait for them. */
export function describeLosses(suite: Suite, { killed, stopped }: NonNullable<TransportUnderTest['lossesMs']>): void {
  const call = (context: string, content: string): Promise<CallReply> =>
    suite.caller.call(context, aRequest({ content, deadline: Date.now() + DEADLINE_MS }));

  /** Starts a callee, lets calls wait for it, and returns them with the answers that they get. */
  async function waitingCalls(context: string): Promise<{ callee: HostProcess; outcomes: Promise<unknown[]> }> {
    const callee = await suite.world.spawn!(context);
    // An answer shows that the calls before it have arrived.
    await vi.waitFor(() => call(context, 'there'));
    const outcomes = Promise.all(
      Array.from({ length: CALLS }, () => call(context, UNANSWERED).catch((error: unknown) => error)),
    );
    expect(plain(await call(context, 'still there'))).toEqual({ answer: 'still there' });
    return { callee, outcomes };
  }

  it(`knows within ${killed} ms that a callee was killed, and calls the next one`, async () => {
    const context = freshContext();
    const { callee, outcomes } = await waitingCalls(context);
    const since = performance.now();
    callee.signal('SIGKILL');
    for (const outcome of await outcomes) expect(outcome).toMatchObject(LOST);
    expect(performance.now() - since).toBeLessThan(killed);
    await expect(call(context, 'anyone?')).rejects.toMatchObject({ code: 'UNREACHABLE', mayHaveExecuted: false });
    await suite.world.spawn!(context);
    await vi.waitFor(async () => expect(plain(await call(context, 'again'))).toEqual({ answer: 'again' }));
  });

  it(`knows within ${stopped} ms that a callee has stopped to work, and calls it again once it goes on`, async () => {
    const context = freshContext();
    const { callee, outcomes } = await waitingCalls(context);
    const since = performance.now();
    callee.signal('SIGSTOP');
    for (const outcome of await outcomes) expect(outcome).toMatchObject(LOST);
    expect(performance.now() - since).toBeLessThan(stopped);
    callee.signal('SIGCONT');
    await vi.waitFor(async () => expect(plain(await call(context, 'again'))).toEqual({ answer: 'again' }));
  });
}
