import { setTimeout as sleep } from 'node:timers/promises';
import { Content, type JsonValue } from '@multilith/contract';
import { MAX_COUNTED_EVENTS, type JournalSource } from '@multilith/events';
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
 * Maximum size of the events in one reply, in bytes: a quarter of the default NATS limit, so that several replies fit
 * into one message. A larger event is sent alone.
 */
const MAX_REPLY_BYTES = 256 * 1024;
/** Time that a request for the end of writers waits before it is answered, in milliseconds; saves repeated requests. */
const WRITER_WAIT_MS = 50;
const WRITER_POLL_MS = 2;
/** Maximum number of events read for one reply, per lane and in total. */
const MAX_EVENTS_PER_LANE = 64;
const MAX_EVENTS_PER_REPLY = 500;
/**
 * Maximum number of concurrent database reads per requesting host and journal, because commands and queries share the
 * connections.
 */
const MAX_CONCURRENT_QUESTIONS = 2;

/** Options of the journal messages. */
export interface JournalMessagesOptions {
  /** Journals of the contexts that run here. */
  readonly sources: Iterable<JournalSource>;
  readonly seal?: PrincipalSeal | undefined;
  /** Called with the error of a request; the requesting host only sees that it failed. Default: does nothing */
  readonly onFailure?: (message: string, host: string, error: unknown) => void;
}

/**
 * Returns receivers, by wire name, for the runtime's own messages through which other hosts read the journals of this
 * host.
 *
 * A journal contains published events, to which every context of the deployment may subscribe; so any host that follows
 * the context may read all of it. Permissions of the network decide which hosts may follow it.
 */
export function journalMessages({ sources, seal, onFailure }: JournalMessagesOptions): ReadonlyMap<string, Receiver> {
  const messages = new Map<string, Receiver>();
  for (const source of sources) {
    const turns = new TurnsPerHost(MAX_CONCURRENT_QUESTIONS);
    for (const question of JOURNAL_QUESTIONS) {
      const name = journalMessage(source.publisher, question);
      messages.set(name, async ({ content, host }, signal) => {
        const ask: Ask = (look) =>
          turns.take(host, async () => {
            if (signal.aborted) throw new Error('the host that has asked does not wait any longer');
            return look(source);
          });
        try {
          return { answer: await answer(ask, question, content.value, seal, signal) };
        } catch (error) {
          if (!signal.aborted) onFailure?.(name, host, error);
          return { failure: { code: 'UNAVAILABLE', mayHaveExecuted: false } };
        }
      });
    }
  }
  return messages;
}

/** Reads the journal when it is the turn of the requesting host. */
type Ask = <T>(look: (source: JournalSource) => Promise<T>) => Promise<T>;

async function answer(
  ask: Ask,
  question: JournalQuestion,
  content: JsonValue,
  seal: PrincipalSeal | undefined,
  signal: CallerSignal,
): Promise<Content> {
  switch (question) {
    case 'mark': {
      const { known } = questionSchemas.mark.parse(content);
      return Content.ofJson(markToWire(await ask((source) => source.mark(known))));
    }
    case 'unfinished':
      return Content.ofJson(await unfinished(ask, questionSchemas.unfinished.parse(content).writers, signal));
    case 'read': {
      const { after, slice } = questionSchemas.read.parse(content);
      const limit = Math.min(slice.limit, MAX_EVENTS_PER_REPLY);
      const events = await ask((source) => source.read(after, { ...slice, limit }));
      return page(events, seal, events.length < limit || limit === slice.limit);
    }
    case 'readLanes': {
      const { lanes, slice } = questionSchemas.readLanes.parse(content);
      const limit = Math.min(slice.limit, MAX_EVENTS_PER_LANE);
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
      const most = Math.min(limit, MAX_COUNTED_EVENTS);
      return Content.ofJson(backlogToWire(await ask((source) => source.countAfter(lanes, names, most))));
    }
  }
}

/** Answers once all writers have ended, or after the maximum wait. */
async function unfinished(ask: Ask, writers: readonly string[], signal: CallerSignal): Promise<string[]> {
  const until = performance.now() + WRITER_WAIT_MS;
  let left = await ask((source) => source.unfinished(writers));
  while (left.length > 0 && performance.now() < until && !signal.aborted) {
    await sleep(WRITER_POLL_MS);
    left = await ask((source) => source.unfinished(left));
  }
  return [...left];
}

/** Returns as many events as fit into one reply, at least one. @param isAll whether these are all events */
function page(events: readonly JournaledEvent[], seal: PrincipalSeal | undefined, isAll: boolean): Content {
  const sent: string[] = [];
  let bytes = 0;
  for (const event of events) {
    const text = JSON.stringify(eventToWire(event, seal));
    bytes += Buffer.byteLength(text);
    if (sent.length > 0 && bytes > MAX_REPLY_BYTES) break;
    sent.push(text);
  }
  return Content.ofText(`{"events":[${sent.join()}],"complete":${isAll && sent.length === events.length}}`);
}
