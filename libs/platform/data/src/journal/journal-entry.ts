import type { JsonValue, Principal, TraceContext } from '@multilith/contract';

/** What travels with an event beside its payload. */
export interface EventHeaders {
  readonly trace: TraceContext;
  /** Who it was caused by, without roles. */
  readonly principal?: Principal;
  /** The token that the principal came with, if the publisher's host does not let people in. */
  readonly principalToken?: string;
  /** The token that came with an event of another host, in place of the two above; checked when it is handled. */
  readonly eventToken?: string;
  /** Name of the message whose handler published the event, for people who read the journal. */
  readonly causedBy?: string;
}

/** An event as it is appended to the journal of the context that publishes it. */
export interface JournalEntry {
  /** UUID; stays with the event for ever and is its idempotency key outside the database. */
  readonly eventId: string;
  /** Wire name, like `orders.OrderPlaced`. */
  readonly name: string;
  readonly version: number;
  /** Ordering key. */
  readonly key: string;
  readonly payload: JsonValue;
  readonly headers: EventHeaders;
  readonly occurredAt: Date;
}

/** An event as it is read from a journal. */
export interface JournaledEvent extends JournalEntry {
  /** Place in the journal of its publisher: ascending in commit order per key, with gaps. */
  readonly position: bigint;
  /** `hash(key) mod lanes`. */
  readonly lane: number;
}
