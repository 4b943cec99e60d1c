import { EventEngine, StreamedJournalSource, WantedTail, type EngineLogger } from '@multilith/events';
import { announcementFromWire } from '../../src/transport/journal-announcement.js';
import { JournalAnnouncer } from '../../src/transport/journal-announcer.js';
import { JournalPush } from '../../src/transport/journal-push.js';
import { relaySubscription } from '../../src/transport/journal-relay.js';
import { RemoteJournalSource } from '../../src/transport/journal-remote-source.js';
import { eventFromWire } from '../../src/transport/journal-wire.js';
import { JournalLoopback, PAYMENTS } from './journal-loopback.js';
import { seededRandomness, MemoryWorld, MemorySubscriptionStore } from '@multilith/events/testing';
import { MemoryStreams } from './memory-streams.js';

const NAMES = ['orders.OrderPlaced', 'orders.Other'];
const silent = (): void => {};
const NO_LOG: EngineLogger = { debug: silent, info: silent, warn: silent, error: silent };

/** A host of the publisher. */
export interface PublishingHost {
  wake(): void;
  stop(): Promise<void>;
}

/**
 * A world whose publisher runs in its own host, which relays its events or pushes them; engines read through the
 * stream.
 */
export class StreamedWorld extends MemoryWorld {
  readonly transport = new JournalLoopback([this.journal]);
  readonly streams: MemoryStreams;
  readonly #relayStore = new MemorySubscriptionStore('orders', this.clock);

  #publishers = 0;

  constructor(seed = 1, pushed = false) {
    super();
    this.streams = new MemoryStreams(this.clock, seededRandomness(seed), pushed);
  }

  /** Starts a host of the publisher, which fills the stream and announces. Several may run at once. */
  startPublisher(): Promise<PublishingHost> {
    return this.streams.pushed ? this.#startPush() : this.#startRelay();
  }

  async #startRelay(): Promise<PublishingHost> {
    const epoch = (): string | undefined => engine.epochOf('orders');
    const announcer = this.#announcer(epoch);
    const names = new Set(NAMES);
    const relay = relaySubscription({ context: 'orders', names, streams: [this.streams], seal: undefined, epoch });
    const engine: EventEngine = new EventEngine({
      host: 'orders',
      clock: this.clock,
      random: seededRandomness(1_000 + this.#publishers++),
      sources: new Map([['orders', this.journal]]),
      stores: new Map([['orders', this.#relayStore]]),
      subscriptions: [relay],
      watchers: [announcer],
      logger: NO_LOG,
    });
    await engine.start();
    return {
      wake: () => engine.wake('orders'),
      stop: async () => {
        announcer.stop();
        await engine.stop();
      },
    };
  }

  async #startPush(): Promise<PublishingHost> {
    const epoch = (): string | undefined => tail.epoch;
    const announcer = this.#announcer(epoch);
    let stopped = false;
    const push = new JournalPush({
      publisher: 'orders',
      streams: [this.streams],
      seal: undefined,
      epoch,
      onFollowed: (isFollowed) => tail.want(isFollowed && !stopped),
    });
    const readers = [push, announcer];
    const tail = new WantedTail({ source: this.journal, names: NAMES, readers, clock: this.clock, logger: NO_LOG });
    push.start();
    return {
      wake: () => (tail.isWanted ? tail.wake() : announcer.journaled()),
      stop: async () => {
        stopped = true;
        announcer.stop();
        await tail.stop();
      },
    };
  }

  #announcer(epoch: () => string | undefined): JournalAnnouncer {
    return new JournalAnnouncer({ publisher: 'orders', transports: [this.transport], clock: this.clock, epoch });
  }

  /** Returns the source of a reader's host: the stream, and the journal through the publisher's host. */
  async reader(): Promise<{ source: StreamedJournalSource; wake: (engine: EventEngine) => void }> {
    let engine: EventEngine | undefined;
    const journal = new RemoteJournalSource({ publisher: 'orders', ...PAYMENTS, transport: this.transport });
    const source = new StreamedJournalSource({
      journal,
      clock: this.clock,
      onNews: () => engine?.wake('orders'),
    });
    await this.transport.listen('orders', (content) => {
      const announcement = announcementFromWire(content);
      if (announcement) source.announced(announcement.stable);
    });
    this.streams.follow('orders', ({ event, epoch, previous }, bytes) =>
      source.received(eventFromWire(event, 'orders', undefined), epoch, BigInt(previous), bytes),
    );
    return { source, wake: (reading) => (engine = reading) };
  }
}
