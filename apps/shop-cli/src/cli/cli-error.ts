/**
 * Something the person at the terminal can act on. Printed as problem and remedy, without a stack.
 *
 * @example throw new CliError('SHOP_UNREACHABLE', 'Nothing answers at http://localhost:3000.', 'Start the shop with npm start.')
 */
export class CliError extends Error {
  override readonly name = 'CliError';

  constructor(
    /** Stable code in capitals; stands in `docs/errors.md`. */
    readonly code: string,
    /** What happened. */
    readonly problem: string,
    /** What to do next. */
    readonly remedy: string,
    options?: ErrorOptions,
  ) {
    super(`${problem} ${remedy}`, options);
  }
}

/** The arguments make no sense; the command exits with code 2. */
export class UsageError extends CliError {
  constructor(problem: string, remedy = 'Run it with --help to see the options.') {
    super('CLI_USAGE', problem, remedy);
  }
}
