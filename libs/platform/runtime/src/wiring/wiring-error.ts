import { brand, MultilithError, type ErrorCode } from '@multilith/contract';

/** A fault in the wiring of an application. */
export interface WiringFault {
  /** Stable code, listed in `docs/errors.md`. */
  readonly code: ErrorCode;
  /** The problem, with the names of both sides. */
  readonly problem: string;
  /** How to fix it. */
  readonly remedy: string;
}

/**
 * The application is wired incorrectly. Holds all faults, and errors of its databases if they were found as well. No
 * handler or subscription has run.
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
