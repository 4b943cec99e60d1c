import { AsyncResource } from 'node:async_hooks';
import { definitionOf, type Contract } from '@multilith/contract';
import type { ContextDatabase } from '@multilith/data';
import {
  PostgresJournalSource,
  forgetStaleRelay,
  systemClock,
  errorText,
  WantedTail,
  type EngineLogger,
  type EngineSubscription,
  type EngineTiming,
  type TailReader,
  type JournalSource,
} from '@multilith/events';
import { LogLimit } from '../observation/log-limit.js';
import type { EventObserver } from '../observation/event-observer.js';
import type { EventStreams } from '../transport/event-streams.js';
import { JournalAnnouncer } from '../transport/journal-announcer.js';
import { journalMessages } from '../transport/journal-messages.js';
import { JournalPush } from '../transport/journal-push.js';
import { RELAY, relaySubscription } from '../transport/journal-relay.js';
import type { Transport } from '../transport/transport.js';
import type { Discovery } from '../wiring/discovery.js';
import type { OtherHosts } from './other-hosts.js';
import { RemoteJournals } from './remote-journals.js';

/** Options of the journals of a host. */
export interface HostJournalsParts {
  readonly others: OtherHosts;
  readonly discovery: Discovery;
  readonly databases: ReadonlyMap<string, ContextDatabase>;
  readonly logger: EngineLogger;
  /** Timing of the tails. Default: that of an engine. */
  readonly timing?: Partial<EngineTiming> | undefined;
  /** Observes copies of events for other hosts; `undefined` without an observer. */
  readonly observer: EventObserver | undefined;
}

/** A publishing context of this host, with its events. */
interface Publisher {
  readonly context: string;
  readonly names: ReadonlySet<string>;
  readonly database: ContextDatabase;
}

/**
 * The remote side of the journals of a host: reads the journals of other hosts, and serves its own journals to other
 * hosts.
 */
export class HostJournals {
  readonly remote: RemoteJournals;
  readonly #parts: HostJournalsParts;
  readonly #publishers: readonly Publisher[];
  readonly #announcers: JournalAnnouncer[] = [];
  readonly #pushes: JournalPush[] = [];
  readonly #tails: WantedTail[] = [];
  readonly #unhooks: (() => void)[] = [];

  constructor(parts: HostJournalsParts) {
    this.#parts = parts;
    this.remote = new RemoteJournals(parts.others, parts.logger);
    const own = parts.discovery.contexts.map(({ definition: { contract } }) => contract);
    this.#publishers = own.flatMap((contract) => {
      const [names, database] = [eventNamesOf(contract), parts.databases.get(contract.name)];
      return names.size > 0 && database ? [{ context: contract.name, names, database }] : [];
    });
  }

  /**
   * Offers the journals of this host to other hosts: serves them, announces new events, copies them to the streams of
   * transports that have streams, and pushes them to followers over streams that keep nothing. Does nothing without
   * other hosts.
   *
   * @param epochOf returns the epoch of a journal, as the engine knows it
   * @returns the subscriptions and watchers that the engine has to run for it
   */
  publish(epochOf: (context: string) => string | undefined): {
    relays: EngineSubscription[];
    watchers: readonly TailReader[];
  } {
    if (this.#transports.length === 0) return { relays: [], watchers: [] };
    this.#serve();
    const relays: EngineSubscription[] = [];
    const watchers: TailReader[] = [];
    for (const publisher of this.#publishers) {
      const { relay, readers } = this.#offer(publisher, epochOf);
      if (relay) relays.push(relay);
      watchers.push(...readers);
    }
    return { relays, watchers };
  }

  /** Answers the questions of other hosts about the journals of this one. */
  #serve(): void {
    const { others, logger } = this.#parts;
    const limit = new LogLimit();
    const messages = journalMessages({
      sources: this.#publishers.map(({ database }) => new PostgresJournalSource(database)),
      seal: others.principals,
      onFailure: (message, host, error) => {
        const notLogged = limit.admit(`${host} ${message}`);
        if (notLogged === undefined) return;
        const details = { message, host, error: errorText(error), ...(notLogged > 0 ? { notLogged } : {}) };
        logger.warn('Another host could not read a journal of this one', details);
      },
    });
    for (const [name, receiver] of messages) others.journalQuestions.set(name, receiver);
  }

  /** @returns the subscription that fills the streams, and what has to see the tail of the engine */
  #offer(
    { context, names, database }: Publisher,
    epochOf: (context: string) => string | undefined,
  ): { relay?: EngineSubscription; readers: readonly TailReader[] } {
    const { others, observer, logger, timing } = this.#parts;
    const [seal, streams] = [others.principals, this.#streams];
    const isRelayed = streams.kept.length > 0;
    const epoch = (): string | undefined => (isRelayed ? epochOf(context) : tail.epoch);
    const announcer = new JournalAnnouncer({
      publisher: context,
      transports: this.#transports,
      clock: systemClock,
      epoch,
    });
    const onFollowed = (isFollowed: boolean): void => tail.want(isFollowed && !isRelayed);
    const push = new JournalPush({ publisher: context, streams: streams.pushed, seal, epoch, observer, onFollowed });
    // Events first: a reader that hears of an event has it already.
    const readers = [push, announcer];
    const source = new PostgresJournalSource(database);
    const tail = new WantedTail({ source, names: [...names], readers, clock: systemClock, logger, timing });
    this.#announcers.push(announcer);
    this.#pushes.push(push);
    this.#tails.push(tail);
    if (isRelayed)
      return { relay: relaySubscription({ context, names, streams: streams.kept, seal, epoch, observer }), readers };
    // Bound to the async context of the start: announcements must not run in the scope of the committing handler.
    const journaled = AsyncResource.bind(() => (tail.isWanted ? tail.wake() : announcer.journaled()));
    this.#unhooks.push(database.onJournaled(journaled));
    return { readers: [] };
  }

  get #transports(): readonly Transport[] {
    return this.#parts.others.serving;
  }

  /** Streams to which events are copied with a cursor, and streams that keep nothing. */
  get #streams(): { kept: readonly EventStreams[]; pushed: readonly EventStreams[] } {
    const streams = this.#transports.flatMap((transport) => transport.streams ?? []);
    return { kept: streams.filter(({ pushed }) => !pushed), pushed: streams.filter(({ pushed }) => pushed) };
  }

  /**
   * Starts listening to announcements of publishers in other hosts; resolves when announcements arrive. Call it before
   * the engine starts.
   */
  async start(): Promise<void> {
    const { kept } = this.#streams;
    const relays = kept.length > 0;
    await Promise.all(kept.flatMap((each) => this.#publishers.map(({ context }) => each.prepare(context))));
    await Promise.all([...this.#parts.databases.values()].map(({ pool }) => forgetStaleRelay(pool, RELAY, relays)));
    await this.remote.start();
    for (const push of this.#pushes) push.start();
  }

  /** Stops serving and listening. Call it after the engine has stopped. */
  async stop(): Promise<void> {
    for (const unhook of this.#unhooks) unhook();
    for (const announcer of this.#announcers) announcer.stop();
    await Promise.all([this.remote.stop(), ...this.#tails.map((tail) => tail.stop())]);
  }

  /**
   * Returns the journals for live events: those of this host, and those of contexts in other hosts whose APIs run here.
   */
  live(wake: (publisher: string) => void): Map<string, { source: JournalSource; names: string[] }> {
    const { discovery } = this.#parts;
    const journals = new Map<string, { source: JournalSource; names: string[] }>();
    for (const { context, names, database } of this.#publishers)
      journals.set(context, { source: new PostgresJournalSource(database), names: [...names] });
    for (const { contract } of discovery.apis) {
      const source = journals.has(contract.name)
        ? undefined
        : this.remote.live(contract.name, () => wake(contract.name));
      if (source) journals.set(contract.name, { source, names: [...eventNamesOf(contract)] });
    }
    return journals;
  }
}

function eventNamesOf({ messages }: Contract): Set<string> {
  const definitions = [...messages.values()].map((message) => definitionOf(message)!);
  return new Set(definitions.flatMap(({ kind, name }) => (kind === 'event' ? [name] : [])));
}
