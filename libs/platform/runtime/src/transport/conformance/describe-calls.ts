import { expect, it, vi } from 'vitest';
import { Content } from '@multilith/contract';
import type { CallRequest } from '../call-request.js';
import type { CallReply } from '../transport.js';
import { anAnswer, answer, aRequest, freshContext, plain, untilGivenUp, type Suite } from './transport-world.js';

/** Calls, their replies and their deadlines. */
export function describeCalls(suite: Suite): void {
  it('carries a call to the host that serves the context, with all that belongs to it', async () => {
    const context = freshContext();
    const arrived: CallRequest[] = [];
    await suite.callee.serve(context, async (request) => {
      arrived.push(request);
      return anAnswer({ cups: 2 });
    });
    const content = { tea: 'green', größe: ['L', null, 1.5, true, '\u{1F375}'] };
    const request = aRequest({
      version: 3,
      fingerprint: '0123456789abcdef',
      content,
      caller: { kind: 'context', name: 'kitchen' },
      key: 'a-key',
      principal: 'signed.by.another-host',
    });
    expect(plain(await suite.caller.call(context, request))).toEqual({ answer: { cups: 2 } });
    expect(arrived.map((each) => ({ ...each, content: each.content.value }))).toEqual([
      { ...request, content, deadline: expect.any(Number) },
    ]);
  });

  it('carries questions about a journal beside the calls, each to its own receiver', async () => {
    const context = freshContext();
    await suite.callee.serve(context, async () => anAnswer('a call'));
    await expect(suite.caller.askJournal(context, aRequest())).rejects.toMatchObject({ code: 'UNREACHABLE' });
    await suite.callee.serveJournal(context, async ({ host, content }) =>
      anAnswer(['the journal', host, content.value]),
    );
    expect(plain(await suite.caller.call(context, aRequest()))).toEqual({ answer: 'a call' });
    expect(plain(await suite.caller.askJournal(context, aRequest({ content: 7 })))).toEqual({
      answer: ['the journal', 'monolith', 7],
    });
  });

  it('keeps what is not there undefined', async () => {
    const context = freshContext();
    let arrived: CallRequest | undefined;
    await suite.callee.serve(context, (request) => answer((arrived = request)));
    await suite.caller.call(context, aRequest());
    expect(arrived).toMatchObject({ key: undefined, principal: undefined });
    expect(arrived?.fingerprint).toBeUndefined();
  });

  it.each<[string, CallReply]>([
    ['an answer that is null', anAnswer(null)],
    ['the fingerprint beside an answer', { ...anAnswer('tea'), fingerprint: '0123456789abcdef' }],
    ['an error of the contract', { error: { code: 'tea.NoWater', data: Content.ofJson({ litres: 0 }) } }],
    [
      'the fingerprint beside an error',
      { error: { code: 'tea.NoWater', data: Content.ofJson({}) }, fingerprint: '0123456789abcdef' },
    ],
    [
      'a failure that took no effect',
      { failure: { code: 'ACCESS_DENIED', mayHaveExecuted: false, problem: 'the caller may not' } },
    ],
    ['a failure that may have', { failure: { code: 'INTERNAL', mayHaveExecuted: true, problem: undefined } }],
  ])('carries back %s', async (_what, reply) => {
    const context = freshContext();
    await suite.callee.serve(context, async () => reply);
    expect(plain(await suite.caller.call(context, aRequest()))).toEqual(plain(reply));
  });

  it('gives every caller its own answer, whatever order they are ready in', async () => {
    const context = freshContext();
    await suite.callee.serve(context, async (request) => {
      if ((request.content.value as number) % 7 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      return answer(request);
    });
    const calls = Array.from({ length: 300 }, (_, content) =>
      suite.caller.call(context, aRequest({ content })).then(plain),
    );
    expect(await Promise.all(calls)).toEqual(calls.map((_, content) => ({ answer: content })));
  });

  it('lets a host call itself', async () => {
    const context = freshContext();
    await suite.callee.serve(context, answer);
    expect(plain(await suite.callee.call(context, aRequest({ content: 'me' })))).toEqual({ answer: 'me' });
  });

  it('says that a context is unreachable if no host serves it, and that nothing was executed', async () => {
    await expect(suite.caller.call(freshContext(), aRequest())).rejects.toMatchObject({
      name: 'TransportError',
      code: 'UNREACHABLE',
      mayHaveExecuted: false,
    });
  });

  it('sends no call whose deadline has passed', async () => {
    const context = freshContext();
    const receive = vi.fn(answer);
    await suite.callee.serve(context, receive);
    await expect(suite.caller.call(context, aRequest({ deadline: Date.now() - 1 }))).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
      mayHaveExecuted: false,
    });
    await suite.caller.call(context, aRequest());
    expect(receive).toHaveBeenCalledTimes(1);
  });

  it('gives the callee as much time as the caller has left', async () => {
    const context = freshContext();
    let deadline: number | undefined;
    await suite.callee.serve(context, (request) => {
      deadline = request.deadline;
      return answer(request);
    });
    const sent = Date.now();
    await suite.caller.call(context, aRequest({ deadline: sent + 5_000 }));
    expect(deadline).toBeGreaterThanOrEqual(sent + 4_999);
    expect(deadline).toBeLessThanOrEqual(Date.now() + 5_000);
  });

  it('never lets a call without a deadline wait for ever', async () => {
    const context = freshContext();
    let deadline: number | undefined;
    await suite.callee.serve(context, (request) => {
      deadline = request.deadline;
      return answer(request);
    });
    await suite.caller.call(context, aRequest({ deadline: undefined }));
    expect(deadline === undefined || deadline > Date.now()).toBe(true);
  });

  it('ends a call at its deadline, when the handler may have run', async () => {
    const context = freshContext();
    await suite.callee.serve(context, (_request, signal) => untilGivenUp(signal));
    const started = Date.now();
    await expect(suite.caller.call(context, aRequest({ deadline: started + 100 }))).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
      mayHaveExecuted: true,
    });
    expect(Date.now() - started).toBeGreaterThanOrEqual(99);
  });
}
