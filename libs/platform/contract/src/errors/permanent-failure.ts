import { brand } from './brand.js';

/**
 * An event handler throws it to say that another attempt would end the same way: the event is parked at once instead of
 * after five attempts. The runtime goes by the `code`, so an error class of your own can carry it as well; an error of this
 * context that has it as its `cause` means the same.
 *
 * If a command or query handler throws it, it is an error like any other.
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
