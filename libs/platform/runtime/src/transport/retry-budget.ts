/** Retries that each call adds to the budget. */
const RETRIES_PER_CALL = 0.1;
/** Maximum number of saved retries; a caller starts with this many. */
const MAX_SAVED_RETRIES = 10;

/**
 * Limits the retries of a caller to a callee: a tenth of its calls, and a burst of ten. If the callee is down, the load
 * stays at 1.1 times the calls, however many retries each call allows; unlimited retries would multiply the load of an
 * overloaded callee.
 *
 * The bucket is filled by calls, as in Finagle's and linkerd's retry budgets, not by time; ratio and size are the
 * example of gRPC's retry throttling (proposal A6).
 */
export class RetryBudget {
  #tokens = MAX_SAVED_RETRIES;

  /** Records a call. */
  deposit(): void {
    this.#tokens = Math.min(MAX_SAVED_RETRIES, this.#tokens + RETRIES_PER_CALL);
  }

  /** Takes a retry from the budget; returns false if the budget is used up. */
  withdraw(): boolean {
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
