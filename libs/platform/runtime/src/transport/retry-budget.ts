/** Share of a repeat that every call pays in. */
const PER_CALL = 0.1;
/** Repeats that can be saved up; a caller starts with as many. */
const MOST = 10;

/**
 * How many repeats a caller may send to a callee: a tenth of its calls, and ten at once. Where the callee is down, that
 * bounds what is sent to 1.1 times the calls, however often each may be repeated; retries alone would multiply them just
 * when that hurts most.
 *
 * The bucket is filled by calls, as in Finagle's and linkerd's retry budgets, not by time; ratio and size are the
 * example of gRPC's retry throttling (proposal A6).
 */
export class RetryBudget {
  #tokens = MOST;

  /** A call is made. */
  deposit(): void {
    this.#tokens = Math.min(MOST, this.#tokens + PER_CALL);
  }

  /** Takes out a retry; `false` if the budget is used up. */
  withdraw(): boolean {
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
