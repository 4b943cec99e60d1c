import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonValue } from '@multilith/contract';
import type { JournalSource } from '../engine/ports.js';
import type { JournaledEvent } from '../journal/journal-entry.js';
import {
  backlogToWire,
  eventToWire,
  JOURNAL_QUESTIONS,
  journalMessage,
  markToWire,
  questionSchemas,
  type JournalQuestion,
} from './journal-wire.js';
import type { PrincipalSeal } from './principal-seal.js';
import type { CallerSignal, Receiver } from './transport.js';

/**
 * Events in one reply: a quarter of what a NATS server takes by default, so that several replies share a message. An
 * event that is larger comes alone.
 */
const REPLY_BYTES = 256 * 1024;
/** How long a host that asks for writers to end is kept waiting instead of having it ask again, in milliseconds. */
const WRITER_PATIENCE = 50;
const WRITER_POLL = 2;

/** How the journals of a host are served. */
export interface JournalMessagesOptions {
  /** Journals of the contexts that run here. */
  readonly sources: Iterable<JournalSource>;
  readonly seal?: PrincipalSeal | undefined;
  /** Told what went wrong; the caller only hears that it did. */
  readonly onFailure?: (message: string, error: unknown) => void;
}

/**
 * The runtime's own messages by which other hosts read the journals of the contexts of this one, by wire name.
 *
 * A journal holds what its context publishes, and every context of the deployment may subscribe to that; so any host
 * that follows the context may read all of it. The network's permissions say which hosts follow it.
 */
export function journalMessages({ sources, seal, onFailure }: JournalMessagesOptions): ReadonlyMap<string, Receiver> {
  const messages = new Map<string, Receiver>();
  for (const source of sources)
    for (const question of JOURNAL_QUESTIONS) {
      const name = journalMessage(source.publisher, question);
      messages.set(name, async ({ content }, signal) => {
        try {
          return { answer: await answer(source, question, content, seal, signal) };
        } catch (error) {
          onFailure?.(name, error);
          return { failure: { code: 'UNAVAILABLE', mayHaveExecuted: false } };
        }
      });
    }
  return messages;
}

async function answer(
  source: JournalSource,
  question: JournalQuestion,
  content: JsonValue,
  seal: PrincipalSeal | undefined,
  signal: CallerSignal,
): Promise<JsonValue> {
  switch (question) {
    case 'mark':
      return markToWire(await source.mark(questionSchemas.mark.parse(content).known));
    case 'unfinished':
      return unfinished(source, questionSchemas.unfinished.parse(content).writers, signal);
    case 'read': {
      const { after, slice } = questionSchemas.read.parse(content);
      return page(await source.read(after, slice), seal);
    }
    case 'readLanes': {
      const { lanes, slice } = questionSchemas.readLanes.parse(content);
      return page(await source.readLanes(lanes, slice), seal);
    }
    case 'readOne': {
      const event = await source.readOne(questionSchemas.readOne.parse(content).position);
      return page(event ? [event] : [], seal);
    }
    case 'countAfter': {
      const { lanes, names, limit } = questionSchemas.countAfter.parse(content);
      return backlogToWire(await source.countAfter(lanes, names, limit));
    }
  }
}

/** Answers as soon as none is left, or when the patience is over. */
async function unfinished(source: JournalSource, writers: readonly string[], signal: CallerSignal): Promise<string[]> {
  const until = performance.now() + WRITER_PATIENCE;
  let left = await source.unfinished(writers);
  while (left.length > 0 && performance.now() < until && !signal.aborted) {
    await sleep(WRITER_POLL);
    left = await source.unfinished(left);
  }
  return [...left];
}

/** As many events as one reply may hold, at least one. */
function page(events: readonly JournaledEvent[], seal: PrincipalSeal | undefined): JsonValue {
  const sent: JsonValue[] = [];
  let bytes = 0;
  for (const event of events) {
    const wire = eventToWire(event, seal);
    bytes += Buffer.byteLength(JSON.stringify(wire));
    if (sent.length > 0 && bytes > REPLY_BYTES) break;
    sent.push(wire as unknown as JsonValue);
  }
  return { events: sent, complete: sent.length === events.length };
}
