import { expect, it, vi } from 'vitest';
import type { JsonValue } from '@multilith/contract';
import type { CallerSignal } from '../../call/caller-signal.js';
import type { StreamMessage } from '../event-streams.js';
import type { TransportFeatures } from './features.js';
import { anAnswer, answer, aRequest, freshContext, plain, untilGivenUp, type Suite } from './transport-world.js';

/** What a transport promises in its features, and that it has no more than that. */
export function describeFeatures(suite: Suite, features: TransportFeatures): void {
  unheardAnnouncementSpecs(suite);
  if (features.announce) announceSpecs(suite);
  if (features.cancellation) cancellationSpecs(suite);
  if (features.provenSenders) provenSenderSpecs(suite);
  if (features.messageLimit) messageLimitSpecs(suite);
  else unlimitedSpecs(suite);
  if (features.streams) streamSpecs(suite);
  else streamlessSpecs(suite);
}

function unlimitedSpecs(suite: Suite): void {
  it('names no limit of messages', () => {
    expect(suite.caller.maxMessageBytes).toBeUndefined();
  });
}

function streamlessSpecs(suite: Suite): void {
  it('has no streams of events', () => {
    expect(suite.caller.streams).toBeUndefined();
  });
}

function announceSpecs(suite: Suite): void {
  it('announces to every host that listens, and to no other context', async () => {
    const context = freshContext();
    const heard: JsonValue[][] = [[], []];
    await suite.caller.listen(context, (content) => heard[0]!.push(content));
    await suite.callee.listen(context, (content) => heard[1]!.push(content));
    await suite.callee.listen(freshContext(), () => heard[1]!.push('not for me'));
    const announcement = { heads: [1, 2, null], text: 'größer' };
    suite.callee.announce(context, announcement);
    suite.callee.announce(context, 'again');
    await vi.waitFor(() =>
      expect(heard).toEqual([
        [announcement, 'again'],
        [announcement, 'again'],
      ]),
    );
  });
}

function unheardAnnouncementSpecs(suite: Suite): void {
  it('announces while nothing listens, and goes on', async () => {
    suite.callee.announce(freshContext(), 'hello?');
    const context = freshContext();
    await suite.callee.serve(context, answer);
    expect(plain(await suite.caller.call(context, aRequest({ content: 'still here' })))).toEqual({
      answer: 'still here',
    });
  });
}

function cancellationSpecs(suite: Suite): void {
  it('tells the callee when its caller gives up at the deadline', async () => {
    const context = freshContext();
    let signal: CallerSignal | undefined;
    await suite.callee.serve(context, (_request, given) => untilGivenUp((signal = given)));
    const late = suite.caller.call(context, aRequest({ deadline: Date.now() + 100 }));
    await expect(late).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    await vi.waitFor(() => expect(signal!.aborted).toBe(true));
  });
}

function provenSenderSpecs(suite: Suite): void {
  it('tells the callee which host has called, whatever the request says', async () => {
    const context = freshContext();
    const arrived: string[] = [];
    await suite.callee.serve(context, (request) => (arrived.push(request.host), answer(request)));
    const kitchen = await suite.world.open('kitchen');
    await kitchen.call(context, aRequest({ host: 'monolith' }));
    await suite.caller.call(context, aRequest({ host: 'kitchen' }));
    expect(arrived).toEqual(['kitchen', 'monolith']);
    await kitchen.close();
  });
}

function messageLimitSpecs(suite: Suite): void {
  it('carries content up to its limit, and refuses larger content before anything is executed', async () => {
    const context = freshContext();
    const receive = vi.fn(answer);
    await suite.callee.serve(context, receive);
    const limit = suite.caller.maxMessageBytes!;
    const fits = 'x'.repeat(limit - 2);
    expect(plain(await suite.caller.call(context, aRequest({ content: fits })))).toEqual({ answer: fits });
    await expect(suite.caller.call(context, aRequest({ content: 'x'.repeat(2 * limit) }))).rejects.toMatchObject({
      code: 'TOO_LARGE',
      mayHaveExecuted: false,
    });
    expect(receive).toHaveBeenCalledTimes(1);
  });

  it('fails a call whose answer is over its limit, which may have executed, and goes on', async () => {
    const context = freshContext();
    const replies: JsonValue[] = ['x'.repeat(2 * suite.callee.maxMessageBytes!), 'small'];
    await suite.callee.serve(context, async () => anAnswer(replies.shift()!));
    await expect(suite.caller.call(context, aRequest())).rejects.toMatchObject({
      code: 'TOO_LARGE',
      mayHaveExecuted: true,
    });
    expect(plain(await suite.caller.call(context, aRequest()))).toEqual({ answer: 'small' });
  });
}

function streamSpecs(suite: Suite): void {
  /** An event of a publisher. Messages may be lost or repeated, so the specs append until each has arrived. */
  const message = (publisher: string, position: number): StreamMessage => ({
    epoch: 'e1',
    previous: String(position - 1),
    event: {
      id: `00000000-0000-4000-8000-${String(position).padStart(12, '0')}`,
      name: `${publisher}.Brewed`,
      version: 1,
      key: 'a-key',
      lane: 3,
      position: String(position),
      occurredAt: new Date(0).toISOString(),
      payload: { tea: 'größer', cups: [1, null] },
      trace: aRequest().trace,
    },
  });
  const positions = (seen: readonly StreamMessage[]): string[] => [...new Set(seen.map(({ event }) => event.position))];

  it('prepares to publish whatever it finds', async () => {
    await expect(suite.callee.streams!.prepare(freshContext())).resolves.toBeUndefined();
  });

  it('shows every follower the events of one publisher, whole and in their order', async () => {
    const [publisher, other] = [freshContext(), freshContext()];
    const sent = [1, 2, 3].map((position) => message(publisher, position));
    const seen: StreamMessage[][] = [[], []];
    const stops = [suite.caller, suite.callee].map((host, i) =>
      host.streams!.follow(publisher, (one, bytes) => {
        expect(bytes).toBeGreaterThan(0);
        seen[i]!.push(one);
      }),
    );
    await vi.waitFor(async () => {
      await suite.callee.streams!.append(other, [message(other, 9)]);
      await suite.callee.streams!.append(publisher, sent);
      expect(seen.map(positions)).toEqual([
        ['1', '2', '3'],
        ['1', '2', '3'],
      ]);
    });
    for (const one of seen.flat()) expect(sent).toContainEqual(one);
    await Promise.all(stops.map((stop) => stop()));
  });

  it('shows nothing after it was stopped', async () => {
    const publisher = freshContext();
    const seen: StreamMessage[][] = [[], []];
    const [stop, stopOther] = [0, 1].map((i) =>
      suite.caller.streams!.follow(publisher, (one) => void seen[i]!.push(one)),
    );
    await vi.waitFor(async () => {
      await suite.callee.streams!.append(publisher, [message(publisher, 1)]);
      expect(seen.map(positions)).toEqual([['1'], ['1']]);
    });
    await stop!();
    await vi.waitFor(async () => {
      await suite.callee.streams!.append(publisher, [message(publisher, 2)]);
      expect(positions(seen[1]!)).toContain('2');
    });
    expect(positions(seen[0]!)).toEqual(['1']);
    await stopOther!();
  });
}
