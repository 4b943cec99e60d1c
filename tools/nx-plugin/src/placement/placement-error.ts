import { MultilithError } from '@multilith/contract';
import type { PLACEMENT_ERRORS } from '../error-codes.js';

/** A context cannot be moved. Nothing was changed, unless the message says otherwise. */
export class PlacementError extends MultilithError {
  override readonly name = 'PlacementError';

  constructor(code: keyof typeof PLACEMENT_ERRORS, problem: string, remedy: string, options?: ErrorOptions) {
    super(code, problem, remedy, options);
  }
}
