import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { JsonValue } from '@multilith/contract';
import type { CallRequest } from '../call-request.js';
import type { CallerSignal } from '../../call/caller-signal.js';
import type { CallReply, Transport } from '../transport.js';

/** Hosts that can reach each other by one transport. */
export interface TransportWorld {
  /** A transport as the host of that name has it, by default `monolith`; every one is another process. */
  open(host?: string): Promise<Transport>;
  close(): Promise<void>;
}

let contexts = 0;
/** A context of its own for each test, since hosts of one context share its calls. */
export const freshContext = (): string => `context-${process.pid}-${++contexts}`;

/** A request, complete but for what a test sets. */
export const aRequest = (given: Partial<CallRequest> = {}): CallRequest => ({
  host: 'monolith',
  message: 'tea.Brew',
  version: 1,
  content: { tea: 'black' },
  caller: { kind: 'edge', name: 'spec' },
  key: undefined,
  deadline: Date.now() + 10_000,
  principal: undefined,
  trace: { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' },
  ...given,
});

const answer = async (request: CallRequest): Promise<CallReply> => ({ answer: request.content });
/** Rejects or resolves by itself only when the caller gives up. */
const untilGivenUp = (signal: CallerSignal): Promise<CallReply> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve({ answer: 'too late' })));

/** The behaviour that every transport has. */
export function describeTransport(name: string, create: () => Promise<TransportWorld>): void {
  describe(`${name} as a transport`, () => {
    let world: TransportWorld;
    let caller: Transport;
    let callee: Transport;
    beforeAll(async () => {
      world = await create();
      [caller, callee] = await Promise.all([world.open(), world.open()]);
    });
    afterAll(() => world.close());

    it('carries a call to the host that serves the context, with all that belongs to it', async () => {
      const context = freshContext();
      const arrived: CallRequest[] = [];
      await callee.serve(context, async (request) => {
        arrived.push(request);
        return { answer: { cups: 2 } };
      });
      const request = aRequest({
        version: 3,
        content: { tea: 'green', größe: ['L', null, 1.5, true, '\u{1F375}'] },
        caller: { kind: 'context', name: 'kitchen' },
        key: 'a-key',
        principal: 'signed.by.somebody',
      });
      expect(await caller.call(context, request)).toEqual({ answer: { cups: 2 } });
      expect(arrived).toEqual([{ ...request, deadline: expect.any(Number) }]);
    });

    it('tells the callee which host has called, whatever the request says', async () => {
      const context = freshContext();
      const arrived: string[] = [];
      await callee.serve(context, (request) => (arrived.push(request.host), answer(request)));
      const kitchen = await world.open('kitchen');
      await kitchen.call(context, aRequest({ host: 'monolith' }));
      await caller.call(context, aRequest({ host: 'kitchen' }));
      expect(arrived).toEqual(['kitchen', 'monolith']);
      await kitchen.close();
    });

    it('carries questions about a journal beside the calls, each to its own receiver', async () => {
      const context = freshContext();
      await callee.serve(context, async () => ({ answer: 'a call' }));
      await expect(caller.askJournal(context, aRequest())).rejects.toMatchObject({ code: 'UNREACHABLE' });
      await callee.serveJournal(context, async ({ host, content }) => ({ answer: ['the journal', host, content] }));
      expect(await caller.call(context, aRequest())).toEqual({ answer: 'a call' });
      expect(await caller.askJournal(context, aRequest({ content: 7 }))).toEqual({
        answer: ['the journal', 'monolith', 7],
      });
    });

    it('keeps what is not there undefined', async () => {
      const context = freshContext();
      let arrived: CallRequest | undefined;
      await callee.serve(context, (request) => answer((arrived = request)));
      await caller.call(context, aRequest());
      expect(arrived).toMatchObject({ key: undefined, principal: undefined });
    });

    it.each<[string, CallReply]>([
      ['an answer that is null', { answer: null }],
      ['an error of the contract', { error: { code: 'tea.NoWater', data: { litres: 0 } } }],
      [
        'a failure that took no effect',
        { failure: { code: 'ACCESS_DENIED', mayHaveExecuted: false, problem: 'the caller may not' } },
      ],
      ['a failure that may have', { failure: { code: 'INTERNAL', mayHaveExecuted: true, problem: undefined } }],
    ])('carries back %s', async (_what, reply) => {
      const context = freshContext();
      await callee.serve(context, async () => reply);
      expect(await caller.call(context, aRequest())).toEqual(reply);
    });

    it('gives every caller its own answer, whatever order they are ready in', async () => {
      const context = freshContext();
      await callee.serve(context, async (request) => {
        if ((request.content as number) % 7 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
        return answer(request);
      });
      const calls = Array.from({ length: 300 }, (_, content) => caller.call(context, aRequest({ content })));
      expect(await Promise.all(calls)).toEqual(calls.map((_, content) => ({ answer: content })));
    });

    it('lets a host call itself', async () => {
      const context = freshContext();
      await callee.serve(context, answer);
      expect(await callee.call(context, aRequest({ content: 'me' }))).toEqual({ answer: 'me' });
    });

    it('says that a context is unreachable when nobody serves it, and that nothing was executed', async () => {
      await expect(caller.call(freshContext(), aRequest())).rejects.toMatchObject({
        name: 'TransportError',
        code: 'UNREACHABLE',
        mayHaveExecuted: false,
      });
    });

    it('ends a call at its deadline, and tells the callee that nobody waits any more', async () => {
      const context = freshContext();
      let signal: CallerSignal | undefined;
      await callee.serve(context, (_request, given) => untilGivenUp((signal = given)));
      const started = Date.now();
      await expect(caller.call(context, aRequest({ deadline: started + 100 }))).rejects.toMatchObject({
        code: 'DEADLINE_EXCEEDED',
        mayHaveExecuted: true,
      });
      expect(Date.now() - started).toBeGreaterThanOrEqual(99);
      await vi.waitFor(() => expect(signal!.aborted).toBe(true));
    });

    it('sends no call whose deadline has passed', async () => {
      const context = freshContext();
      const receive = vi.fn(answer);
      await callee.serve(context, receive);
      await expect(caller.call(context, aRequest({ deadline: Date.now() - 1 }))).rejects.toMatchObject({
        code: 'DEADLINE_EXCEEDED',
        mayHaveExecuted: false,
      });
      await caller.call(context, aRequest());
      expect(receive).toHaveBeenCalledTimes(1);
    });

    it('gives the callee as much time as the caller has left', async () => {
      const context = freshContext();
      let deadline: number | undefined;
      await callee.serve(context, (request) => {
        deadline = request.deadline;
        return answer(request);
      });
      const sent = Date.now();
      await caller.call(context, aRequest({ deadline: sent + 5_000 }));
      expect(deadline).toBeGreaterThanOrEqual(sent + 4_999);
      expect(deadline).toBeLessThanOrEqual(Date.now() + 5_000);
    });

    it('never lets a call without a deadline wait for ever', async () => {
      const context = freshContext();
      let deadline: number | undefined;
      await callee.serve(context, (request) => {
        deadline = request.deadline;
        return answer(request);
      });
      await caller.call(context, aRequest({ deadline: undefined }));
      expect(deadline === undefined || deadline > Date.now()).toBe(true);
    });

    it('shares the calls to a context between its hosts', async () => {
      const context = freshContext();
      const third = await world.open();
      const served = [0, 0];
      await callee.serve(context, (request) => (served[0]!++, answer(request)));
      await third.serve(context, (request) => (served[1]!++, answer(request)));
      for (let i = 0; i < 200 && !(served[0]! > 0 && served[1]! > 0); i++) await caller.call(context, aRequest());
      expect(Math.min(...served)).toBeGreaterThan(0);
      await third.drain();
      await third.close();
    });

    it('finishes what runs when it drains, and sends what comes later elsewhere', async () => {
      const context = freshContext();
      const leaving = await world.open();
      let finish: (reply: CallReply) => void = () => {};
      let began: () => void = () => {};
      const running = new Promise<void>((resolve) => (began = resolve));
      await leaving.serve(context, () => {
        began();
        return new Promise((resolve) => (finish = resolve));
      });
      const call = caller.call(context, aRequest());
      await running;
      const drained = leaving.drain();
      await callee.serve(context, async () => ({ answer: 'the other host' }));
      await vi.waitFor(async () =>
        expect(await caller.call(context, aRequest())).toEqual({ answer: 'the other host' }),
      );
      finish({ answer: 'the last words' });
      expect(await call).toEqual({ answer: 'the last words' });
      await drained;
      await leaving.close();
    });

    it('loses none of the calls that run into a drain', async () => {
      const context = freshContext();
      await callee.serve(context, answer);
      const leaving = await world.open();
      await leaving.serve(context, answer);
      const calls: Promise<CallReply>[] = [];
      for (let round = 0; round < 50; round++) {
        for (let i = 0; i < 20; i++) calls.push(caller.call(context, aRequest({ content: calls.length })));
        if (round === 25) calls.push(leaving.drain().then(() => ({ answer: calls.length })));
        await new Promise(setImmediate);
      }
      expect((await Promise.allSettled(calls)).filter(({ status }) => status === 'rejected')).toEqual([]);
      await leaving.close();
    });

    it('lets a draining host call others until it closes', async () => {
      const context = freshContext();
      await callee.serve(context, answer);
      const leaving = await world.open();
      await leaving.drain();
      expect(await leaving.call(context, aRequest({ content: 1 }))).toEqual({ answer: 1 });
      await leaving.close();
      await expect(leaving.call(context, aRequest())).rejects.toMatchObject({ name: 'TransportError' });
    });

    it('fails the calls that wait when it closes', async () => {
      const context = freshContext();
      let signal: CallerSignal | undefined;
      await callee.serve(context, (_request, given) => untilGivenUp((signal = given)));
      const leaving = await world.open();
      const call = leaving.call(context, aRequest()).catch((error: unknown) => error);
      await vi.waitFor(() => expect(signal).toBeDefined());
      await leaving.close();
      expect(await call).toMatchObject({ name: 'TransportError', mayHaveExecuted: true });
      await leaving.close();
    });

    it('announces to every host that listens, and to no other context', async () => {
      const context = freshContext();
      const heard: JsonValue[][] = [[], []];
      await caller.listen(context, (content) => heard[0]!.push(content));
      await callee.listen(context, (content) => heard[1]!.push(content));
      await callee.listen(freshContext(), () => heard[1]!.push('not for me'));
      const announcement = { heads: [1, 2, null], text: 'größer' };
      callee.announce(context, announcement);
      callee.announce(context, 'again');
      await vi.waitFor(() =>
        expect(heard).toEqual([
          [announcement, 'again'],
          [announcement, 'again'],
        ]),
      );
    });

    it('announces without anybody who listens', async () => {
      callee.announce(freshContext(), 'hello?');
      const context = freshContext();
      await callee.serve(context, answer);
      expect(await caller.call(context, aRequest({ content: 'still here' }))).toEqual({ answer: 'still here' });
    });
  });
}
