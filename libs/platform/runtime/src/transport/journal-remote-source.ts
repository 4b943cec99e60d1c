import { Content, problemOf, type Caller, type JsonValue } from '@multilith/contract';
import {
  JournalUnavailableError,
  type Backlog,
  type JournalMark,
  type JournalSlice,
  type JournalSource,
  type LanePosition,
} from '@multilith/events';
import type { JournaledEvent } from '@multilith/data';
import {
  backlogFromWire,
  JOURNAL_VERSION,
  journalMessage,
  lanesToWire,
  markFromWire,
  pageFromWire,
  sliceToWire,
  type EventPage,
  type JournalQuestion,
} from './journal-wire.js';
import type { PrincipalSeal } from '../principal/principal-seal.js';
import type { CallReply, Transport } from './transport.js';

/** Timeouts of requests to the publisher's host, in milliseconds. */
const TIMEOUTS_MS = {
  mark: 2_000,
  unfinished: 2_000,
  read: 5_000,
  readLanes: 5_000,
  readOne: 2_000,
  countAfter: 2_000,
};

/** Guards against an endless loop: a host that promises more events, but sends none or the same again. */
const NO_PROGRESS = 'its host sent a page without the events that it says there are';
const NOT_ASKED_FOR = 'its host sent events that were not asked for';

/** Polling belongs to no trace; each event has its own. */
const NO_TRACE = { traceId: '0'.repeat(32), spanId: '0'.repeat(16) };

/** Options of a remote journal. */
export interface RemoteJournalOptions {
  readonly publisher: string;
  /** A context of this host that subscribes to the publisher, or the API of the publisher. */
  readonly reader: Caller;
  /** Name of this host. */
  readonly host: string;
  readonly transport: Transport;
  readonly seal?: PrincipalSeal | undefined;
  /** Awaited before each question for the end of the journal. Default: nothing */
  readonly beforeMark?: (() => Promise<void>) | undefined;
}

/**
 * The journal of a context in another host, read through that host. Replies are bounded; further events are requested
 * from where the last reply ended.
 *
 * @throws JournalUnavailableError (every method) if the host does not answer in time, or with an invalid reply
 */
export class RemoteJournalSource implements JournalSource {
  readonly publisher: string;
  /** Slow, because hosts announce new events; polling only covers lost announcements. */
  readonly pollInterval = 1_000;
  readonly #options: RemoteJournalOptions;

  constructor(options: RemoteJournalOptions) {
    this.publisher = options.publisher;
    this.#options = options;
  }

  async mark(known?: bigint): Promise<JournalMark> {
    await this.#options.beforeMark?.();
    return this.#ask('mark', known === undefined ? {} : { known: String(known) }, markFromWire);
  }

  async unfinished(writers: readonly string[]): Promise<readonly string[]> {
    const asked = new Set(writers);
    return this.#ask('unfinished', { writers: [...writers] }, (answer) =>
      (answer as string[]).filter((writer) => asked.has(writer)),
    );
  }

  async read(after: bigint, slice: JournalSlice): Promise<readonly JournaledEvent[]> {
    const events: JournaledEvent[] = [];
    for (;;) {
      const from = events.at(-1)?.position ?? after;
      const rest = { ...slice, limit: slice.limit - events.length };
      const page = await this.#page('read', { after: String(from), slice: sliceToWire(rest) });
      let last = from;
      for (const event of page.events) {
        if (event.position <= last || event.position > slice.upTo) throw this.#unavailable(NOT_ASKED_FOR);
        last = event.position;
        events.push(event);
      }
      if (page.complete || events.length >= slice.limit) return events.slice(0, slice.limit);
      if (last === from) throw this.#unavailable(NO_PROGRESS);
    }
  }

  async readLanes(lanes: readonly LanePosition[], slice: JournalSlice): Promise<readonly JournaledEvent[]> {
    const byLane = new Map(lanes.map(({ lane }) => [lane, [] as JournaledEvent[]]));
    for (;;) {
      const places = lanes.flatMap(({ lane, after }) => {
        const found = byLane.get(lane)!;
        return found.length < slice.limit ? [{ lane, after: found.at(-1)?.position ?? after }] : [];
      });
      const page = await this.#page('readLanes', { lanes: lanesToWire(places), slice: sliceToWire(slice) });
      const ends = new Map(places.map(({ lane, after }) => [lane, after]));
      let taken = 0;
      for (const event of page.events) {
        const { lane, position } = event;
        const end = ends.get(lane);
        if (end === undefined || position <= end || position > slice.upTo) throw this.#unavailable(NOT_ASKED_FOR);
        ends.set(lane, position);
        const found = byLane.get(lane)!;
        if (found.length < slice.limit) taken = found.push(event);
      }
      if (page.complete) return [...byLane.values()].flat();
      if (taken === 0) throw this.#unavailable(NO_PROGRESS);
    }
  }

  async readOne(position: bigint): Promise<JournaledEvent | undefined> {
    const { events } = await this.#page('readOne', { position: String(position) });
    return events[0];
  }

  countAfter(lanes: readonly LanePosition[], names: readonly string[], limit: number): Promise<Backlog> {
    return this.#ask('countAfter', { lanes: lanesToWire(lanes), names: [...names], limit }, backlogFromWire);
  }

  #page(question: JournalQuestion, content: JsonValue): Promise<EventPage> {
    return this.#ask(question, content, (answer) => pageFromWire(answer, this.publisher, this.#options.seal));
  }

  async #ask<T>(question: JournalQuestion, content: JsonValue, read: (answer: JsonValue) => T): Promise<T> {
    const { transport, reader, host } = this.#options;
    let reply: CallReply;
    try {
      reply = await transport.askJournal(this.publisher, {
        host,
        message: journalMessage(this.publisher, question),
        version: JOURNAL_VERSION,
        content: Content.ofJson(content),
        caller: reader,
        key: undefined,
        deadline: Date.now() + TIMEOUTS_MS[question],
        principal: undefined,
        trace: NO_TRACE,
      });
    } catch (error) {
      throw this.#unavailable(problemOf(error).replace(/\.$/, ''), error);
    }
    if (!('answer' in reply)) {
      const problem = 'failure' in reply ? (reply.failure.problem ?? reply.failure.code) : reply.error.code;
      throw this.#unavailable(`its host answered: ${problem}`);
    }
    try {
      return read(reply.answer.value);
    } catch (error) {
      const detail = error instanceof TypeError ? `: ${error.message}` : '';
      throw this.#unavailable(`its host sent something unexpected${detail}`, error);
    }
  }

  #unavailable(problem: string, cause?: unknown): JournalUnavailableError {
    return new JournalUnavailableError(this.publisher, problem, { cause });
  }
}
