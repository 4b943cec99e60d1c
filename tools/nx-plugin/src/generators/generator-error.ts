import { MultilithError } from '@multilith/contract';
import type { GENERATOR_ERRORS } from '../error-codes.js';

/** A generator cannot do what it was asked for. Nothing was written. */
export class GeneratorError extends MultilithError {
  override readonly name = 'GeneratorError';

  constructor(code: keyof typeof GENERATOR_ERRORS, problem: string, remedy: string) {
    super(code, problem, `${remedy} Nothing was written.`);
  }
}
