import type { MessageClass } from '@multilith/contract';

/**
 * Makes calls harder than they are in one process, to show before a split what a split would break. The test kit has
 * one for the `wire` topology; production has none.
 */
export interface CallExercise {
  /**
   * Stands around a call to a contract. `send` reaches the callee; the default would be `send(message)`.
   * `repeatable` says whether the call may be sent twice: a query, or a command with an idempotency key.
   */
  call(
    type: MessageClass,
    message: object,
    repeatable: boolean,
    send: (message: object) => Promise<unknown>,
  ): Promise<unknown>;
  /** Whether every transaction is run, rolled back and run again. */
  readonly rehearseTransactions: boolean;
}
