import type { Caller } from '@multilith/contract';
import {
  systemClock,
  errorText,
  StreamedJournalSource,
  type EngineLogger,
  type JournalSource,
} from '@multilith/events';
import { LogLimit } from '../observation/log-limit.js';
import type { StopFollowing } from '../transport/event-streams.js';
import { announcementFromWire, type JournalAnnouncement } from '../transport/journal-announcement.js';
import { RemoteJournalSource } from '../transport/journal-remote-source.js';
import { eventFromWire } from '../transport/journal-wire.js';
import type { OtherHosts } from './other-hosts.js';

/** Reads the journals of contexts in other hosts. */
export class RemoteJournals {
  readonly #others: Pick<OtherHosts, 'transportTo' | 'principals' | 'placement'>;
  readonly #logger: EngineLogger;
  readonly #listeners = new Map<string, ((announcement: JournalAnnouncement) => void)[]>();
  /** What the transports have been asked to listen to, by publisher. */
  readonly #heard = new Map<string, Promise<void>>();
  readonly #follows: (() => StopFollowing)[] = [];
  readonly #stops: (() => unknown)[] = [];
  readonly #limit = new LogLimit();

  constructor(others: Pick<OtherHosts, 'transportTo' | 'principals' | 'placement'>, logger: EngineLogger) {
    this.#others = others;
    this.#logger = logger;
  }

  /**
   * Returns the journal of a remote publisher for one tail: through a stream if the transport has streams, otherwise
   * through the publisher's host. Returns `undefined` for a publisher in this host.
   *
   * @param reader a context of this host that subscribes
   * @param wake called when a poll is worthwhile
   */
  source(publisher: string, reader: string, wake: () => void): JournalSource | undefined {
    const streams = this.#others.transportTo(publisher)?.streams;
    if (!streams) return this.plain(publisher, reader, wake);
    const journal = this.#journal(publisher, { kind: 'context', name: reader })!;
    const source = new StreamedJournalSource({ journal, clock: systemClock, onNews: wake });
    this.#listen(publisher, ({ stable }) => source.announced(stable));
    this.#stops.push(() => source.stop());
    this.#follows.push(() =>
      streams.follow(publisher, ({ event, epoch, previous }, bytes) => {
        try {
          if (source.hasReceived(event.lane, BigInt(event.position))) return;
          source.received(eventFromWire(event, publisher, this.#others.principals), epoch, BigInt(previous), bytes);
        } catch (error) {
          // The reader notices the gap and reads the event from the journal.
          const notLogged = this.#limit.admit(publisher);
          if (notLogged === undefined) return;
          const details = { publisher, error: errorText(error), ...(notLogged > 0 ? { notLogged } : {}) };
          this.#logger.warn('A message in a stream of events is left out', details);
        }
      }),
    );
    return source;
  }

  /** Returns the journal of a remote publisher, read through its host. */
  plain(publisher: string, reader: string, wake: () => void): JournalSource | undefined {
    const journal = this.#journal(publisher, { kind: 'context', name: reader });
    if (journal) this.#listen(publisher, wake);
    return journal;
  }

  /** Starts listening; resolves when later announcements are received. */
  async start(): Promise<void> {
    const listening = [...this.#listeners.keys()].map((publisher) => this.#hear(publisher));
    for (const follow of this.#follows) this.#stops.push(follow());
    await Promise.all(listening);
  }

  async stop(): Promise<void> {
    this.#listeners.forEach((listeners) => listeners.splice(0));
    await Promise.allSettled(this.#stops.map(async (stop) => stop()));
  }

  /**
   * Returns the journal of a remote publisher for its API in this host. Listens from the first time that it is read: a
   * host without live views needs no announcements for them.
   */
  live(publisher: string, wake: () => void): JournalSource | undefined {
    let listens = false;
    return this.#journal(publisher, { kind: 'edge', name: publisher }, async () => {
      if (!listens) this.#listen(publisher, wake);
      listens = true;
      await this.#hear(publisher);
    });
  }

  /** Listens to a publisher, once for all listeners. */
  #hear(publisher: string): Promise<void> {
    let hearing = this.#heard.get(publisher);
    if (!hearing) {
      hearing = this.#others.transportTo(publisher)!.listen(publisher, (content) => {
        const announcement = announcementFromWire(content);
        if (announcement) for (const listener of this.#listeners.get(publisher) ?? []) listener(announcement);
      });
      this.#heard.set(publisher, hearing);
    }
    return hearing;
  }

  #journal(publisher: string, reader: Caller, beforeMark?: () => Promise<void>): RemoteJournalSource | undefined {
    const transport = this.#others.transportTo(publisher);
    const { host } = this.#others.placement;
    const seal = this.#others.principals;
    return transport && new RemoteJournalSource({ publisher, reader, host, transport, seal, beforeMark });
  }

  #listen(publisher: string, listener: (announcement: JournalAnnouncement) => void): void {
    const listeners = this.#listeners.get(publisher);
    if (listeners) listeners.push(listener);
    else this.#listeners.set(publisher, [listener]);
  }
}
