/**
 * An error of the runtime itself. Its code is stable and stands in `docs/errors.md`; its message says what happened
 * and where, its remedy what to do next.
 */
export class MultilithError extends Error {
  override readonly name: string = 'MultilithError';

  constructor(
    /** Stable code in capitals, like `POOL_EXHAUSTED`. */
    readonly code: string,
    /** What happened, with the names of both sides. */
    readonly problem: string,
    /** What to do next. */
    readonly remedy: string,
    options?: ErrorOptions,
  ) {
    super(`${problem} ${remedy}`, options);
  }
}
