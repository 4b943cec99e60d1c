import { brand, MultilithError } from '@multilith/contract';

/** The arguments are invalid; the command exits with code 2. */
export class UsageError extends MultilithError {
  static {
    brand(this, 'cli.UsageError');
  }
  override readonly name = 'UsageError';

  constructor(problem: string, options?: ErrorOptions) {
    super('CLI_USAGE', problem, 'See npm run multilith -- --help.', options);
  }
}
