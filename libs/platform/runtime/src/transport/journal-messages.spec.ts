import { beforeEach, describe, expect, it } from 'vitest';
import { Content } from '@multilith/contract';
import { anEvent } from '@multilith/data/testing';
import { MemoryJournal } from '@multilith/events/testing';
import type { JournalSource } from '@multilith/events';
import { plain } from './conformance/transport-world.js';
import { journalMessages } from './journal-messages.js';
import { journalMessage, type JournalQuestion } from './journal-wire.js';
import type { CallReply, Receiver } from './transport.js';

const UP_TO = String(10 ** 9);
const NAMES = ['orders.OrderPlaced'];
const NO_SIGNAL = new AbortController().signal;

/** What a host that follows may ask, and how it asks for the most. */
const greedy: Record<'read' | 'readLanes' | 'countAfter', object> = {
  read: { after: '0', slice: { upTo: UP_TO, names: NAMES, limit: 100_000 } },
  readLanes: { lanes: [{ lane: 3, after: '0' }], slice: { upTo: UP_TO, names: NAMES, limit: 100_000 } },
  countAfter: { lanes: [{ lane: 3, after: '0' }], names: NAMES, limit: 100_000 },
};

describe('a host that follows a context, and asks for as much as it can', () => {
  const journal = new MemoryJournal('orders');
  let messages: ReadonlyMap<string, Receiver>;
  let failures: string[];
  /** Limits that the journal was read with, and looks that wait. */
  let limits: number[];
  let looks: { host: string; end: () => void }[];
  let most: number;
  let isSlow: boolean;

  const watched = <K extends 'read' | 'readLanes' | 'countAfter'>(question: K): JournalSource[K] =>
    (async (...args: unknown[]) => {
      const limit = question === 'countAfter' ? args[2] : (args[1] as { limit: number }).limit;
      limits.push(limit as number);
      if (isSlow) {
        await new Promise<void>((resolve) => {
          looks.push({ host: '', end: resolve });
          most = Math.max(most, looks.length);
        });
      }
      return (journal[question] as (...all: unknown[]) => unknown)(...args);
    }) as JournalSource[K];
  const ask = async (
    question: JournalQuestion,
    content: object,
    host = 'payments',
    signal: AbortSignal = NO_SIGNAL,
  ): Promise<CallReply> => {
    const message = journalMessage('orders', question);
    const caller = { kind: 'context', name: host } as const;
    const trace = { traceId: '0'.repeat(32), spanId: '0'.repeat(16) };
    const request = {
      host,
      message,
      version: 1,
      content: Content.ofJson(content as never),
      caller,
      key: undefined,
      deadline: undefined,
      trace,
    };
    return messages.get(message)!({ ...request, principal: undefined }, signal);
  };
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  journal.append(...Array.from({ length: 2_000 }, (_, n) => anEvent(`k${n % 40}`)));
  beforeEach(() => {
    [failures, limits, looks, most, isSlow] = [[], [], [], 0, false];
    const source: JournalSource = {
      publisher: 'orders',
      mark: () => journal.mark(),
      unfinished: (writers) => journal.unfinished(writers),
      readOne: (position) => journal.readOne(position),
      read: watched('read'),
      readLanes: watched('readLanes'),
      countAfter: watched('countAfter'),
    };
    messages = journalMessages({
      sources: [source],
      onFailure: (message, host) => failures.push(`${host} ${message}`),
    });
  });

  it('has no more read at a time than a reply may need, and learns that there is more', async () => {
    for (const question of ['read', 'readLanes'] as const) {
      const reply = plain(await ask(question, greedy[question])) as {
        answer: { events: unknown[]; complete: boolean };
      };
      expect(reply.answer.events.length).toBeGreaterThan(0);
      expect(reply.answer.complete).toBe(false);
    }
    await ask('countAfter', greedy.countAfter);
    expect(limits).toEqual([500, 64, 10_000]);
  });

  it('gets no answer to a question for one lane many times, or for more names than there are', async () => {
    const lanes = Array.from({ length: 1_000 }, () => ({ lane: 3, after: '0' }));
    const names = Array.from({ length: 10_000 }, (_, n) => `orders.Event${n}`);
    for (const question of [
      ask('countAfter', { ...greedy.countAfter, lanes }),
      ask('countAfter', { ...greedy.countAfter, names }),
      ask('readLanes', { ...greedy.readLanes, lanes }),
      ask('readLanes', { ...greedy.readLanes, lanes: [{ lane: 16, after: '0' }] }),
      ask('read', { ...greedy.read, after: '9223372036854775808' }),
      ask('mark', { known: '9999999999999999999' }),
    ])
      expect(await question).toMatchObject({ failure: { code: 'UNAVAILABLE' } });
    expect(limits).toEqual([]);
    expect(new Set(failures).size).toBe(4);
  });

  it('has two questions at the database at a time, and keeps those of others waiting for nothing', async () => {
    isSlow = true;
    const asked = Array.from({ length: 20 }, () => ask('countAfter', greedy.countAfter));
    await turn();
    expect(looks).toHaveLength(2);
    const other = ask('countAfter', greedy.countAfter, 'monolith');
    await turn();
    expect(looks).toHaveLength(3);
    looks.pop()!.end();
    expect(await other).toHaveProperty('answer');
    while (looks.length > 0) {
      expect(looks.length).toBeLessThanOrEqual(2);
      looks.shift()!.end();
      await turn();
      await turn();
    }
    for (const one of await Promise.all(asked)) expect(one).toHaveProperty('answer');
    expect(most).toBe(3);
  });

  it('has nothing read when it does not wait any longer', async () => {
    isSlow = true;
    const giveUp = new AbortController();
    const asked = Array.from({ length: 4 }, () => ask('read', greedy.read, 'payments', giveUp.signal));
    await turn();
    giveUp.abort();
    for (const { end } of looks.splice(0)) end();
    await Promise.all(asked);
    expect(limits).toHaveLength(2);
    expect(failures).toEqual([]);
  });
});
