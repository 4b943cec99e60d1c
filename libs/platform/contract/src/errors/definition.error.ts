import { brand } from './brand.js';
import { MultilithError } from './multilith-error.js';

/** A contract, message, use or subscription is declared in a way that cannot work; thrown where it is declared. */
export class DefinitionError extends MultilithError {
  static {
    brand(this, 'contract.DefinitionError');
  }
  override readonly name = 'DefinitionError';

  constructor(problem: string, remedy: string) {
    super('CONTRACT_DEFINITION', problem, remedy);
  }
}
