import { expect, it, vi } from 'vitest';
import type { CallerSignal } from '../../call/caller-signal.js';
import type { CallReply } from '../transport.js';
import { anAnswer, answer, aRequest, freshContext, plain, untilGivenUp, type Suite } from './transport-world.js';

/** Several hosts of one context, and hosts that stop. */
export function describeLeaving(suite: Suite): void {
  it('shares the calls to a context between its hosts', async () => {
    const context = freshContext();
    const third = await suite.world.open();
    const served = [0, 0];
    await suite.callee.serve(context, (request) => (served[0]!++, answer(request)));
    await third.serve(context, (request) => (served[1]!++, answer(request)));
    for (let i = 0; i < 200 && !(served[0]! > 0 && served[1]! > 0); i++) await suite.caller.call(context, aRequest());
    expect(Math.min(...served)).toBeGreaterThan(0);
    await third.drain();
    await third.close();
  });

  it('finishes what runs when it drains, and sends what comes later elsewhere', async () => {
    const context = freshContext();
    const leaving = await suite.world.open();
    let finish: (reply: CallReply) => void = () => {};
    let began: () => void = () => {};
    const running = new Promise<void>((resolve) => (began = resolve));
    await leaving.serve(context, () => {
      began();
      return new Promise((resolve) => (finish = resolve));
    });
    const call = suite.caller.call(context, aRequest());
    await running;
    const drained = leaving.drain();
    await suite.callee.serve(context, async () => anAnswer('the other host'));
    await vi.waitFor(async () =>
      expect(plain(await suite.caller.call(context, aRequest()))).toEqual({ answer: 'the other host' }),
    );
    finish(anAnswer('the last words'));
    expect(plain(await call)).toEqual({ answer: 'the last words' });
    await drained;
    await leaving.close();
  });

  it('loses none of the calls that run into a drain', async () => {
    const context = freshContext();
    await suite.callee.serve(context, answer);
    const leaving = await suite.world.open();
    await leaving.serve(context, answer);
    const calls: Promise<CallReply>[] = [];
    for (let round = 0; round < 50; round++) {
      for (let i = 0; i < 20; i++) calls.push(suite.caller.call(context, aRequest({ content: calls.length })));
      if (round === 25) calls.push(leaving.drain().then(() => anAnswer(calls.length)));
      await new Promise(setImmediate);
    }
    expect((await Promise.allSettled(calls)).filter(({ status }) => status === 'rejected')).toEqual([]);
    await leaving.close();
  });

  it('lets a draining host call others until it closes', async () => {
    const context = freshContext();
    await suite.callee.serve(context, answer);
    const leaving = await suite.world.open();
    await leaving.drain();
    expect(plain(await leaving.call(context, aRequest({ content: 1 })))).toEqual({ answer: 1 });
    await leaving.close();
    await expect(leaving.call(context, aRequest())).rejects.toMatchObject({ name: 'TransportError' });
  });

  it('fails the calls that wait when it closes', async () => {
    const context = freshContext();
    let signal: CallerSignal | undefined;
    await suite.callee.serve(context, (_request, given) => untilGivenUp((signal = given)));
    const leaving = await suite.world.open();
    const call = leaving.call(context, aRequest()).catch((error: unknown) => error);
    await vi.waitFor(() => expect(signal).toBeDefined());
    await leaving.close();
    expect(await call).toMatchObject({ name: 'TransportError', mayHaveExecuted: true });
    await leaving.close();
  });
}
