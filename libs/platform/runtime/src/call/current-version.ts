import {
  idempotencyKeyOf,
  ownOutput,
  type EarlierVersion,
  type MessageClass,
  type MessageDefinition,
} from '@multilith/contract';

/** The current version of a message that was sent in an earlier one. */
export interface CurrentVersion {
  readonly type: MessageClass;
  readonly definition: MessageDefinition;
  /** How the current class reads the earlier version and answers in it. */
  readonly conversion: EarlierVersion;
}

/**
 * Returns a message of an earlier version as a message of the current one, with the same idempotency key.
 *
 * @throws InvalidMessageError, or what the contract's `upcast` throws
 */
export function upcast({ type, conversion }: CurrentVersion, message: object): object {
  return new type(conversion.upcast(message) as never, { idempotencyKey: idempotencyKeyOf(message) ?? null });
}

/**
 * Returns an answer of the current version for a caller of the earlier one, not validated yet. The contract's `downcast`
 * gets a copy that it may change: the answer may also be kept in other versions.
 */
export const downcast = ({ type, conversion }: CurrentVersion, answer: unknown): unknown =>
  conversion.downcast ? conversion.downcast(ownOutput(type, answer)) : answer;
