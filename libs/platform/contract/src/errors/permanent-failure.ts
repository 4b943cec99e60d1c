import { brand } from './brand.js';

/**
 * Thrown by an event handler to say that another attempt would fail the same way: the event is parked at once instead
 * of after five attempts. The runtime checks the `code`, so your own error class can carry it as well; an error of this
 * context with a `PermanentFailure` as its `cause` means the same.
 *
 * Thrown by a command or query handler, it is treated like any other error.
 *
 * @example
 * if (reply.status === 410) throw new PermanentFailure(`The mailbox of customer ${customerId} is gone.`);
 */
export class PermanentFailure extends Error {
  static {
    brand(this, 'contract.PermanentFailure');
  }
  override readonly name: string = 'PermanentFailure';
  readonly code: string = 'PERMANENT_FAILURE';
}
