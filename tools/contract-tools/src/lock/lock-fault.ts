/** A reason why a contract gets no lock. */
export interface LockFault {
  /** Where, like `orders.PlaceOrder version 1, input`. */
  readonly subject: string;
  readonly problem: string;
  readonly remedy: string;
}
