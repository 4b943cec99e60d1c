import type { Shape, Slot } from '@multilith/contract/lock';
import type { Verdict } from '../finding.js';

/** A way in which a reader does not take, or does not keep, what a writer may write. */
export interface Difference {
  readonly verdict: Verdict;
  /** Name of the rule, like `field-required`. */
  readonly rule: string;
  readonly path: readonly string[];
  /** The change from before to after. */
  readonly what: string;
  /** Which values are concerned, as the object of "refuses": `values above 50`. */
  readonly refuses: string;
  /** The new name of a renamed field. */
  readonly renamedTo?: string;
  /** Schemas of the place. */
  readonly reader?: Slot | undefined;
  readonly writer?: Slot | undefined;
}

/** The state of one comparison of a reader with a writer. Rules get it and return differences. */
export interface Reading {
  /** Whether the reader has the new contract and the writer the old one. */
  readonly readerIsNew: boolean;
  /**
   * What counts as written: `accepted` is all that the writer's schema takes, as clients without our classes and a
   * journal of several years may hold; `written` is what its parse gives, with defaults filled in and text normalized.
   */
  readonly values: 'accepted' | 'written';
  readonly path: readonly string[];
  /** Compares the slots one step further down. */
  readonly into: (step: string, reader: Slot, writer: Slot) => readonly Difference[];
  /** Returns `old → new`, whichever of the two reads. */
  readonly change: (reader: string, writer: string) => string;
}

/** A rule for shapes of two kinds. */
export type Rule<R extends Shape = Shape, W extends Shape = Shape> = (
  reading: Reading,
  reader: R,
  writer: W,
) => readonly Difference[];

/** Returns a breaking difference at the place of a reading. */
export const broken = (reading: Pick<Reading, 'path'>, rule: string, what: string, refuses: string): Difference => ({
  verdict: 'breaking',
  rule,
  path: reading.path,
  what,
  refuses,
});

/** Whether a list of differences leaves the reader able to read. */
export const readable = (differences: readonly Difference[]): boolean =>
  differences.every(({ verdict }) => verdict !== 'breaking');
