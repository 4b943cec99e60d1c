import { MultilithError, type ErrorCode } from '@multilith/contract';

/**
 * Something the person at the terminal can act on. Printed as problem and remedy, without a stack.
 *
 * @example throw new CliError('SHOP_UNREACHABLE', 'Nothing answers at http://localhost:3000.', 'Start the shop with npm start.')
 */
export class CliError extends MultilithError {
  override readonly name: string = 'CliError';

  constructor(code: ErrorCode, problem: string, remedy: string, options?: ErrorOptions) {
    super(code, problem, remedy, options);
  }
}

/** The arguments make no sense; the command exits with code 2. */
export class UsageError extends CliError {
  override readonly name = 'UsageError';

  constructor(problem: string, remedy = 'Run it with --help to see the options.') {
    super('CLI_USAGE', problem, remedy);
  }
}
