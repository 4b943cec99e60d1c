import type { InspectedDeployment } from './inspected-deployment.js';

/** Result of a check. */
export interface Finding {
  /** `unknown`: it could not be checked from this machine. */
  readonly status: 'pass' | 'fail' | 'unknown';
  /** Findings, one line each; names of variables, never their values. */
  readonly details: readonly string[];
}

/** A check of one item of docs/production.md. */
export interface Check {
  /** Stable name, like `secrets-strong`. */
  readonly name: string;
  /** The requirement, as a sentence. */
  readonly title: string;
  /** What to do if the check fails. */
  readonly remedy: string;
  run(deployment: InspectedDeployment): Finding | Promise<Finding>;
}

/** Returns `fail` with the details, or `pass` without details. */
export const faults = (details: readonly string[]): Finding => ({
  status: details.length === 0 ? 'pass' : 'fail',
  details,
});

/** Returns the finding for an item that could not be checked, with the reason. */
export const unknown = (...details: readonly string[]): Finding => ({ status: 'unknown', details });

/** Returns `pass` for an item that does not apply, with the reason. */
export const notNeeded = (why: string): Finding => ({ status: 'pass', details: [why] });
