import type { ErrorCode } from '../error-codes.js';
import { brand } from './brand.js';

/**
 * Base class of every error that Multilith itself throws. Its message reads `CODE: problem remedy`; `docs/errors.md` lists
 * the codes. `instanceof` also holds for errors of another copy of this package.
 *
 * @example
 * throw new MultilithError('CONFIG_INVALID', `PORT is '${text}'.`, 'Set it to a number from 1 to 65535, or remove it.');
 */
export class MultilithError extends Error {
  static {
    brand(this, 'contract.MultilithError');
  }
  override readonly name: string = 'MultilithError';

  constructor(
    /** Stable code, like `POOL_EXHAUSTED`: a key of the table of a package. */
    readonly code: ErrorCode,
    /** What happened and where, with the names of both sides, as whole sentences. */
    readonly problem: string,
    /** What to do next, as whole sentences. */
    readonly remedy: string,
    options?: ErrorOptions,
  ) {
    super(`${code}: ${problem} ${remedy}`, options);
  }
}
