import { brand, MultilithError, type ErrorCode } from '@multilith/contract';

/** A mistake in how the application is put together. */
export interface WiringFault {
  /** Stable code, listed in `docs/errors.md`. */
  readonly code: ErrorCode;
  /** What is wrong, with the names of both sides. */
  readonly problem: string;
  /** What to do. */
  readonly remedy: string;
}

/**
 * The application is put together wrongly; holds every fault, not only the first, and what is wrong with its databases
 * where that showed as well. No handler and no subscription has run.
 */
export class WiringError extends MultilithError {
  static {
    brand(this, 'runtime.WiringError');
  }
  override readonly name = 'WiringError';

  readonly faults: readonly WiringFault[];

  constructor(faults: readonly WiringFault[], options?: ErrorOptions) {
    const lines = faults.map(({ code, problem, remedy }) => `\n  ${code}: ${problem}\n    ${remedy}`);
    super(
      'WIRING',
      `The application has ${faults.length} fault(s) in its wiring:${lines.join('')}\n`,
      'Mend them and start again.',
      options,
    );
    this.faults = faults;
  }
}
