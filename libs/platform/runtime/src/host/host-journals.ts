import { AsyncResource } from 'node:async_hooks';
import { definitionOf, type Contract } from '@multilith/contract';
import type { ContextDatabase } from '@multilith/data';
import {
  PostgresJournalSource,
  forgetStaleRelay,
  systemClock,
  errorText,
  type EngineLogger,
  type EngineSubscription,
  type TailReader,
  type JournalSource,
} from '@multilith/events';
import { LogLimit } from '../observation/log-limit.js';
import type { EventObserver } from '../observation/event-observer.js';
import { JournalAnnouncer } from '../transport/journal-announcer.js';
import { journalMessages } from '../transport/journal-messages.js';
import { RELAY, relaySubscription } from '../transport/journal-relay.js';
import type { Discovery } from '../wiring/discovery.js';
import type { OtherHosts } from './other-hosts.js';
import { RemoteJournals } from './remote-journals.js';

/** Options of the journals of a host. */
export interface HostJournalsParts {
  readonly others: OtherHosts;
  readonly discovery: Discovery;
  readonly databases: ReadonlyMap<string, ContextDatabase>;
  readonly logger: EngineLogger;
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
   * Offers the journals of this host to other hosts: serves them, announces new events, and copies them to the streams
   * of transports that have streams. Does nothing without other hosts.
   *
   * @param epochOf returns the epoch of a journal, as the engine knows it
   * @returns the subscriptions and watchers that the engine has to run for it
   */
  publish(epochOf: (context: string) => string | undefined): {
    relays: EngineSubscription[];
    watchers: readonly TailReader[];
  } {
    const { others, logger, observer } = this.#parts;
    const transports = others.serving;
    if (transports.length === 0) return { relays: [], watchers: [] };
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

    const streams = transports.flatMap((transport) => transport.streams ?? []);
    const relays: EngineSubscription[] = [];
    for (const { context, names, database } of this.#publishers) {
      const epoch = (): string | undefined => epochOf(context);
      const announcer = new JournalAnnouncer({ publisher: context, transports, clock: systemClock, epoch });
      this.#announcers.push(announcer);
      if (streams.length > 0)
        relays.push(relaySubscription({ context, names, streams, seal: others.principals, epoch, observer }));
      // Bound to the async context of the start: announcements must not run in the scope of the committing handler.
      else this.#unhooks.push(database.onJournaled(AsyncResource.bind(() => announcer.journaled())));
    }
    return { relays, watchers: streams.length > 0 ? this.#announcers : [] };
  }

  /**
   * Starts listening to announcements of publishers in other hosts; resolves when announcements arrive. Call it before
   * the engine starts.
   */
  async start(): Promise<void> {
    const streams = this.#parts.others.serving.flatMap((transport) => transport.streams ?? []);
    const relays = streams.length > 0;
    await Promise.all(streams.flatMap((each) => this.#publishers.map(({ context }) => each.prepare(context))));
    await Promise.all([...this.#parts.databases.values()].map(({ pool }) => forgetStaleRelay(pool, RELAY, relays)));
    await this.remote.start();
  }

  /** Stops serving and listening. Call it after the engine has stopped. */
  async stop(): Promise<void> {
    for (const unhook of this.#unhooks) unhook();
    for (const announcer of this.#announcers) announcer.stop();
    await this.remote.stop();
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
