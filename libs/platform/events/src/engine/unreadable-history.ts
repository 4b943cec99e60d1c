import { MultilithError, problemOf } from '@multilith/contract';
import type { JournaledEvent } from '@multilith/data';
import type { EngineSubscription } from './engine-subscription.js';
import type { JournalTail } from './journal-tail.js';
import type { SubscriptionStore } from './ports.js';
import type { Standstill } from './standstills.js';

/** Number of events of one publisher, in a row, that a subscription may fail to read before it stops. */
export const MAX_UNREADABLE_EVENTS = 100;

const PAGE_EVENTS = 100;
/** Number of positions before an event that are searched for the beginning of its row. */
const MAX_POSITIONS_BACK = 2_000n;
/** Number of parked events that are searched for the beginning of a row. */
const MAX_PARKED_EVENTS = 1_000;

/**
 * Decides whether an unreadable event is an exception, which is parked, or one of a history that the subscription
 * cannot read at all, which would be parked event by event.
 *
 * A subscription stops at 100 unreadable events of a publisher in a row: wanted events in the order of the journal,
 * over all lanes. The row begins with the first event that is not handled yet; if it reaches the end of the journal, it
 * begins with the events that were parked as unreadable before it. The answer depends on the journal and the store
 * alone, so that it is the same after a crash.
 */
export class UnreadableHistory {
  readonly #subscription: EngineSubscription;
  readonly #store: SubscriptionStore;
  readonly #tails: ReadonlyMap<string, JournalTail>;
  readonly #heads: (publisher: string) => readonly bigint[];
  /** By publisher: position of the readable event that ended the last row of fewer than 100 events. */
  readonly #exceptionsBefore = new Map<string, bigint>();

  /** @param options.heads returns the first unhandled positions of the lanes of a publisher on this host */
  constructor(options: {
    subscription: EngineSubscription;
    store: SubscriptionStore;
    tails: ReadonlyMap<string, JournalTail>;
    heads: (publisher: string) => readonly bigint[];
  }) {
    this.#subscription = options.subscription;
    this.#store = options.store;
    this.#tails = options.tails;
    this.#heads = options.heads;
  }

  /**
   * Returns why and where the subscription has to stop, given an unreadable event; `undefined` if the event is to be parked.
   *
   * @throws JournalUnavailableError if the journal cannot be read at the moment
   */
  async reasonToStop(publisher: string, { position }: JournaledEvent): Promise<Standstill | undefined> {
    if (position < (this.#exceptionsBefore.get(publisher) ?? 0n)) return undefined;
    const row: JournaledEvent[] = [];
    const start = this.#heads(publisher).reduce((least, head) => (head < least ? head : least), position);
    const from = start < position - MAX_POSITIONS_BACK ? position - MAX_POSITIONS_BACK : start;
    for await (const event of this.#events(publisher, from, this.#tails.get(publisher)!.horizon ?? 0n)) {
      if (this.#problemOf(event)) row.push(event);
      else if (event.position > position) {
        this.#exceptionsBefore.set(publisher, event.position);
        return undefined;
      } else row.length = 0;
      if (row.length >= MAX_UNREADABLE_EVENTS && event.position >= position) return this.#stop(publisher, row[0]!);
    }
    const [first] = row;
    const isHistory = first && (await this.#continuesParked(publisher, first, MAX_UNREADABLE_EVENTS - row.length));
    return isHistory ? this.#stop(publisher, first) : undefined;
  }

  /** Whether at least `count` events are parked as unreadable before one, with no readable event in between. */
  async #continuesParked(publisher: string, before: JournaledEvent, count: number): Promise<boolean> {
    const of = { subscription: this.#subscription.name, publisher };
    const parked = await this.#store.newestParked(of, MAX_PARKED_EVENTS);
    const unreadable = parked.filter(
      ({ status, reason, position }) => status === 'parked' && reason === 'unreadable' && position < before.position,
    );
    const first = unreadable[count - 1];
    if (!first) return false;
    for await (const event of this.#events(publisher, first.position, before.position - 1n))
      if (!this.#problemOf(event)) return false;
    return true;
  }

  /** Reads the wanted events from one position to another, in the order of the journal. */
  async *#events(publisher: string, from: bigint, upTo: bigint): AsyncGenerator<JournaledEvent> {
    const { source } = this.#tails.get(publisher)!;
    const slice = { upTo, names: [...this.#subscription.publishers.get(publisher)!], limit: PAGE_EVENTS };
    for (let after = from - 1n; after < upTo;) {
      const page = await source.read(after, slice);
      yield* page;
      if (page.length < PAGE_EVENTS) return;
      after = page.at(-1)!.position;
    }
  }

  #stop(publisher: string, first: JournaledEvent): Standstill {
    const { context, name } = this.#subscription;
    const error = new MultilithError(
      'EVENTS_UNREADABLE',
      `The subscription ${context}.${name} cannot read ${MAX_UNREADABLE_EVENTS} events of '${publisher}' in a row and has stopped; its cursors stay. The first: ${problemOf(this.#problemOf(first))}`,
      `Deploy '${context}' with a contract that reads them: with an upcaster for events of an earlier version, with the publisher's contract for those of a later one. It then continues by itself.`,
    );
    return { error, from: first.position };
  }

  #problemOf(event: JournaledEvent): Error | undefined {
    return this.#subscription.unreadableBecause?.(event);
  }
}
