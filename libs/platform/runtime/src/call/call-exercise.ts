import type { MessageClass } from '@multilith/contract';

/**
 * Adds the difficulties of remote calls to local calls, so that tests find what an extraction would break. The test kit
 * uses it for the `wire` topology; production does not.
 */
export interface CallExercise {
  /**
   * Wraps a call to a contract. `send` calls the callee; a pass-through would be `send(message)`. `repeatable`: whether
   * the call may be sent twice (a query, or a command with an idempotency key).
   */
  call(
    type: MessageClass,
    message: object,
    repeatable: boolean,
    send: (message: object) => Promise<unknown>,
  ): Promise<unknown>;
  /** Whether every transaction is run, rolled back and run again, to find handlers that are not safe to retry. */
  readonly rehearseTransactions: boolean;
}
