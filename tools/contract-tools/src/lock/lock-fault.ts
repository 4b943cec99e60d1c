import type { ErrorCode } from '@multilith/contract';

/** A reason why the lock of a contract cannot be written. */
export interface LockFault {
  readonly code: ErrorCode;
  /** Where, like `orders.PlaceOrder version 1, answer`. */
  readonly subject: string;
  readonly problem: string;
  readonly remedy: string;
}
