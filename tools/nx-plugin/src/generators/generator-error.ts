type GeneratorErrorCode =
  | 'GENERATOR_NAME_INVALID'
  | 'GENERATOR_NAME_TAKEN'
  | 'GENERATOR_UNKNOWN_CONTEXT'
  | 'GENERATOR_UNKNOWN_EVENT'
  | 'GENERATOR_UNKNOWN_TYPE'
  | 'GENERATOR_NO_EXAMPLE'
  | 'GENERATOR_LAYOUT';

/** A generator cannot do what it was asked for. Nothing was written. */
export class GeneratorError extends Error {
  /**
   * @param code stands in docs/errors.md
   * @param problem what is wrong, as a sentence
   * @param remedy what to do, as a sentence
   */
  constructor(
    readonly code: GeneratorErrorCode,
    problem: string,
    remedy: string,
  ) {
    super(`${code}: ${problem}\n${remedy}\nNothing was written.`);
    this.name = 'GeneratorError';
  }
}
