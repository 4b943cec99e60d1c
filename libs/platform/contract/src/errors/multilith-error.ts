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
    /** Stable code, like `POOL_EXHAUSTED`. Every code is a key of a package's error table. */
    readonly code: ErrorCode,
    /** What happened and where, naming both sides, as whole sentences. */
    readonly problem: string,
    /** What to do next, as whole sentences. */
    readonly remedy: string,
    options?: ErrorOptions,
  ) {
    super(`${code}: ${problem} ${remedy}`, options);
  }
}
