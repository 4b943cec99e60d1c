import type { z } from 'zod';
import type { ContractErrorClass } from '../errors/contract-error.js';
import type { LockedVersion } from '../lock/contract-lock.js';
import type { Access } from './access.js';
import type { MessageKind } from './message-kind.js';

/** Definition of a message class; read it with {@link definitionOf}. */
export interface MessageDefinition {
  readonly kind: MessageKind;
  /** `<context>.<Message>`, the name on the wire and in the journal. Never derived from the class name. */
  readonly name: string;
  /** The bounded context that owns the message: the part of `name` before the dot. */
  readonly context: string;
  /** Version of the payload's shape, starting at 1. */
  readonly version: number;
  /** Schema of the fields of a command, query or event. */
  readonly input: z.ZodObject;
  /** Schema of the answer; `z.void()` if there is no answer. */
  readonly output: z.ZodType;
  /** Contract errors that the handler may throw. */
  readonly errors: readonly ContractErrorClass[];
  /**
   * Who may send it. `undefined` is a mistake that the runtime reports at start. Events are sent by their owner only.
   */
  readonly access: Access | undefined;
  /** Ordering key of an event: events with the same key are handled in the order they were committed. */
  readonly key: ((payload: never) => string) | undefined;
  /** Earlier versions that the message is still read and served in, by version. */
  readonly earlier: ReadonlyMap<number, EarlierVersion>;
  /** Holds the lock's entry once `contract()` was given a lock; read it with `lockedVersionOf`. */
  readonly locked: { entry?: LockedVersion | undefined };
}

/**
 * An earlier version of a message: its class, and how the current class reads and serves it. Conversions across several
 * versions are composed, so the entry always leads to the current version.
 */
export interface EarlierVersion {
  readonly type: MessageClass;
  /** Converts a message of this version to the input of the current class, which validates it. */
  readonly upcast: (message: object) => object;
  /**
   * For a request: converts an answer of the current version. For an event: converts the event to the input of this
   * version. `undefined` if it is not declared.
   */
  readonly downcast: ((current: unknown) => unknown) | undefined;
}

/** A class made by `command()`, `query()` or `event()`, or a subclass of one. */
export interface MessageClass<Instance extends object = object> {
  new (input: never, options?: MessageOptions): Instance;
  readonly name: string;
}

/** Options that accompany a message without being part of its content. */
export interface MessageOptions {
  /**
   * Key for idempotent execution: the same key, message and principal take effect once and get one answer; see
   * `docs/idempotency.md`. 1 to 200 characters. Commands only. `null`, which GraphQL clients send for an omitted
   * argument, means no key.
   */
  readonly idempotencyKey?: string | null;
}

const DEFINITION = Symbol.for('multilith.contract.definition');
const OPTIONS = Symbol.for('multilith.contract.options');

/** Attaches the definition to a message class; subclasses inherit it. */
export function define(target: object, definition: MessageDefinition): void {
  Object.defineProperty(target, DEFINITION, { value: Object.freeze(definition) });
}

/**
 * Returns the definition of a message, given its class or an instance; `undefined` for anything else.
 *
 * @example definitionOf(PlaceOrder)?.name // 'orders.PlaceOrder'
 */
export function definitionOf(message: unknown): MessageDefinition | undefined {
  if (typeof message === 'function') return (message as never)[DEFINITION];
  if (typeof message === 'object' && message !== null) return (message.constructor as never)?.[DEFINITION];
  return undefined;
}

/** Stores the options of a message instance without making them part of its content. */
export function attachOptions(message: object, options: MessageOptions): void {
  Object.defineProperty(message, OPTIONS, { value: Object.freeze({ ...options }) });
}

/** Copies the options of a message to a copy of it. */
export function copyOptions(from: object, to: object): void {
  const options = (from as { [OPTIONS]?: MessageOptions })[OPTIONS];
  if (options) Object.defineProperty(to, OPTIONS, { value: options });
}

/** Returns the idempotency key of a command; `undefined` if it has no key. */
export function idempotencyKeyOf(message: object): string | undefined {
  return (message as { [OPTIONS]?: MessageOptions })[OPTIONS]?.idempotencyKey ?? undefined;
}
