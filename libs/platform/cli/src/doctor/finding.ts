import type { InspectedDeployment } from './inspected-deployment.js';

/** What a check found out. */
export interface Finding {
  /** `unknown`: it could not be checked from here. */
  readonly status: 'pass' | 'fail' | 'unknown';
  /** What was found, a line each; names of variables, never their values. */
  readonly details: readonly string[];
}

/** One item of docs/production.md. */
export interface Check {
  /** Stable, like `secrets-strong`. */
  readonly name: string;
  /** What holds when it passes, as a sentence. */
  readonly title: string;
  /** What to do when it fails. */
  readonly remedy: string;
  run(deployment: InspectedDeployment): Finding | Promise<Finding>;
}

/** A check that passes if nothing is wrong. */
export const faults = (details: readonly string[]): Finding => ({
  status: details.length === 0 ? 'pass' : 'fail',
  details,
});

/** Could not be checked, and why. */
export const unknown = (...details: readonly string[]): Finding => ({ status: 'unknown', details });

/** Holds because there is nothing to check, and why. */
export const notNeeded = (why: string): Finding => ({ status: 'pass', details: [why] });
