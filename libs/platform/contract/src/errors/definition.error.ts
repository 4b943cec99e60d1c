/** A contract is written in a way that cannot work; thrown where it is declared. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';
  readonly code = 'CONTRACT_DEFINITION';
}
