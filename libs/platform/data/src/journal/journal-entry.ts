import type { JsonValue, Principal, TraceContext } from '@multilith/contract';

/** The metadata of an event. */
export interface EventHeaders {
  readonly trace: TraceContext;
  /** The principal that caused the event, without roles. */
  readonly principal?: Principal;
  /** The token of the principal, if the publisher's host is not an issuer. */
  readonly principalToken?: string;
  /** The token of an event from another host, in place of the two fields above; checked when the event is handled. */
  readonly eventToken?: string;
  /** Name of the message whose handler published the event, for readers of the journal. */
  readonly causedBy?: string;
  /**
   * The content in earlier versions, by version: what the publisher's downcasts made of it. Subscribers of such a version
   * read it in place of the payload.
   */
  readonly earlier?: Readonly<Record<string, JsonValue>>;
  /** Fingerprint of the schema that the payload was published with, if the publisher's contract has a lock. */
  readonly fingerprint?: string;
}

/** An event as it is appended to the journal of the context that publishes it. */
export interface JournalEntry {
  /** UUID; never changes, and is the idempotency key of the event outside the database. */
  readonly eventId: string;
  /** Wire name, like `orders.OrderPlaced`. */
  readonly name: string;
  /** Version of the payload. */
  readonly version: number;
  /** Ordering key. */
  readonly key: string;
  readonly payload: JsonValue;
  readonly headers: EventHeaders;
  readonly occurredAt: Date;
}

/** An event as it is read from a journal. */
export interface JournaledEvent extends JournalEntry {
  /** Position in the journal of its publisher: ascending in commit order per key, with gaps. */
  readonly position: bigint;
  /** `hash(key) mod lanes`. */
  readonly lane: number;
}
