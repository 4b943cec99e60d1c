import type { Access } from '../messages/access.js';
import type { MessageKind } from '../messages/message-kind.js';
import type { ObjectShape, Shape, Slot } from '../shape/shape.js';

/**
 * The lock of a contract, `contract.lock.json`: every message, version and error with its shape, and the protobuf
 * numbers, which are never reused. Written by `nx run-many -t contract`; pass it to `contract()`.
 */
export interface ContractLock {
  /** Says what writes the file. */
  readonly generated?: string;
  readonly format: 1;
  /** Name of the bounded context. */
  readonly context: string;
  /** By name without the context, like `PlaceOrder`. Removed messages stay, with all versions `removed`. */
  readonly messages: Readonly<Record<string, LockedMessage>>;
  /** Contract errors by name without the context, like `UnknownOrder`. */
  readonly errors: Readonly<Record<string, LockedError>>;
}

/** A message in a lock. */
export interface LockedMessage {
  readonly kind: MessageKind;
  /** By version. */
  readonly versions: Readonly<Record<string, LockedVersion>>;
}

/**
 * - `current`: the version of the class that the contract lists.
 * - `earlier`: still read and served through the `earlier` classes of the current one.
 * - `removed`: no longer read. A journal may still hold such events.
 */
export type VersionStatus = 'current' | 'earlier' | 'removed';

/** A version of a message in a lock. */
export interface LockedVersion {
  readonly status: VersionStatus;
  /** 16 hexadecimal digits; equal for equal schemas. Messages between hosts carry it. */
  readonly fingerprint: string;
  /** Fields of the command, query or event. */
  readonly input: ObjectShape;
  /** The answer of a request; absent for an event. */
  readonly output?: Slot;
  /** Codes of the declared errors, like `orders.UnknownOrder`. */
  readonly errors?: readonly string[];
  /** Who may send a request. */
  readonly access?: Access;
  /**
   * Whether an earlier version has a `downcast`: an event of the current version is then also published in this one, an
   * answer converted by it.
   */
  readonly downcast?: true;
}

/** A contract error in a lock. */
export interface LockedError {
  readonly status: 'current' | 'removed';
  readonly fingerprint: string;
  readonly data: Shape;
}
