import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonValue } from '@multilith/contract';
import { STATUS_LIMIT, type JournalSource } from '@multilith/events';
import { groupBy, type JournaledEvent } from '@multilith/data';
import {
  backlogToWire,
  eventToWire,
  JOURNAL_QUESTIONS,
  journalMessage,
  markToWire,
  questionSchemas,
  type JournalQuestion,
} from './journal-wire.js';
import type { PrincipalSeal } from '../principal/principal-seal.js';
import type { CallerSignal } from '../call/caller-signal.js';
import type { Receiver } from './transport.js';
import { TurnsPerHost } from './turns-per-host.js';

/**
 * Events in one reply: a quarter of what a NATS server takes by default, so that several replies share a message. An
 * event that is larger comes alone.
 */
const REPLY_BYTES = 256 * 1024;
/** How long a host that asks for writers to end is kept waiting instead of having it ask again, in milliseconds. */
const WRITER_PATIENCE = 50;
const WRITER_POLL = 2;
/** Most events that are read for one reply, whatever is asked for; hosts ask for no more. Of a lane, and of all. */
const MOST_OF_LANE = 64;
const MOST_EVENTS = 500;
/**
 * Questions of one host that are at the database at a time, for each journal: its connections are those of the commands
 * and queries of the context.
 */
const AT_A_TIME = 2;

/** How the journals of a host are served. */
export interface JournalMessagesOptions {
  /** Journals of the contexts that run here. */
  readonly sources: Iterable<JournalSource>;
  readonly seal?: PrincipalSeal | undefined;
  /** Called with what went wrong with a question of a host; the caller only sees that it failed. */
  readonly onFailure?: (message: string, host: string, error: unknown) => void;
}

/**
 * The runtime's own messages by which other hosts read the journals of the contexts of this one, by wire name.
 *
 * A journal holds what its context publishes, and every context of the deployment may subscribe to that; so any host
 * that follows the context may read all of it. The network's permissions say which hosts follow it.
 */
export function journalMessages({ sources, seal, onFailure }: JournalMessagesOptions): ReadonlyMap<string, Receiver> {
  const messages = new Map<string, Receiver>();
  for (const source of sources) {
    const turns = new TurnsPerHost(AT_A_TIME);
    for (const question of JOURNAL_QUESTIONS) {
      const name = journalMessage(source.publisher, question);
      messages.set(name, async ({ content, host }, signal) => {
        const ask: Ask = (look) =>
          turns.take(host, async () => {
            if (signal.aborted) throw new Error('the host that has asked does not wait any longer');
            return look(source);
          });
        try {
          return { answer: await answer(ask, question, content, seal, signal) };
        } catch (error) {
          if (!signal.aborted) onFailure?.(name, host, error);
          return { failure: { code: 'UNAVAILABLE', mayHaveExecuted: false } };
        }
      });
    }
  }
  return messages;
}

/** Has a look at the journal when it is the asking host's turn. */
type Ask = <T>(look: (source: JournalSource) => Promise<T>) => Promise<T>;

async function answer(
  ask: Ask,
  question: JournalQuestion,
  content: JsonValue,
  seal: PrincipalSeal | undefined,
  signal: CallerSignal,
): Promise<JsonValue> {
  switch (question) {
    case 'mark': {
      const { known } = questionSchemas.mark.parse(content);
      return markToWire(await ask((source) => source.mark(known)));
    }
    case 'unfinished':
      return unfinished(ask, questionSchemas.unfinished.parse(content).writers, signal);
    case 'read': {
      const { after, slice } = questionSchemas.read.parse(content);
      const limit = Math.min(slice.limit, MOST_EVENTS);
      const events = await ask((source) => source.read(after, { ...slice, limit }));
      return page(events, seal, events.length < limit || limit === slice.limit);
    }
    case 'readLanes': {
      const { lanes, slice } = questionSchemas.readLanes.parse(content);
      const limit = Math.min(slice.limit, MOST_OF_LANE);
      const events = await ask((source) => source.readLanes(lanes, { ...slice, limit }));
      const isFull = (own: readonly JournaledEvent[]): boolean => own.length >= limit;
      const isCut = limit < slice.limit && [...groupBy(events, ({ lane }) => lane).values()].some(isFull);
      return page(events, seal, !isCut);
    }
    case 'readOne': {
      const { position } = questionSchemas.readOne.parse(content);
      const event = await ask((source) => source.readOne(position));
      return page(event ? [event] : [], seal, true);
    }
    case 'countAfter': {
      const { lanes, names, limit } = questionSchemas.countAfter.parse(content);
      const most = Math.min(limit, STATUS_LIMIT);
      return backlogToWire(await ask((source) => source.countAfter(lanes, names, most)));
    }
  }
}

/** Answers as soon as none is left, or when the patience is over. */
async function unfinished(ask: Ask, writers: readonly string[], signal: CallerSignal): Promise<string[]> {
  const until = performance.now() + WRITER_PATIENCE;
  let left = await ask((source) => source.unfinished(writers));
  while (left.length > 0 && performance.now() < until && !signal.aborted) {
    await sleep(WRITER_POLL);
    left = await ask((source) => source.unfinished(left));
  }
  return [...left];
}

/** As many events as one reply may hold, at least one. @param isAll whether there are no more than these */
function page(events: readonly JournaledEvent[], seal: PrincipalSeal | undefined, isAll: boolean): JsonValue {
  const sent: JsonValue[] = [];
  let bytes = 0;
  for (const event of events) {
    const wire = eventToWire(event, seal);
    bytes += Buffer.byteLength(JSON.stringify(wire));
    if (sent.length > 0 && bytes > REPLY_BYTES) break;
    sent.push(wire as unknown as JsonValue);
  }
  return { events: sent, complete: isAll && sent.length === events.length };
}
