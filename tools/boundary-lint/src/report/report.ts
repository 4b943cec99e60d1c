/** A breach of a rule. */
export interface Violation {
  readonly rule: string;
  /** Relative to the root, with forward slashes. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** Name of the unit the file belongs to. */
  readonly from: string;
  /** Name of what it reached for. */
  readonly to: string;
  /** The import as written; empty where the breach is none of one import. */
  readonly specifier: string;
  /** What is wrong, who owns both sides, what to do instead. */
  readonly message: string;
  /** The line of the source. */
  readonly source?: string;
  /** The message that offers what was wanted, or the skeleton of one to add. */
  readonly proposal?: string;
}

/** An import that is computed, so that nobody can say where it leads. */
export interface Unanalysable {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly form: string;
  readonly message: string;
}

/** How much was looked at: a check that saw nothing proves nothing. */
export interface Coverage {
  readonly files: number;
  readonly imports: number;
  readonly unresolved: number;
  /** Allowed ones included. */
  readonly unanalysable: number;
}

/** The outcome of a check; also the shape of `--format json`. */
export interface Report {
  readonly violations: readonly Violation[];
  /** Breaches that the configuration only warns of in their folder: they are shown and fail nothing. */
  readonly warnings: readonly Violation[];
  readonly unanalysable: readonly Unanalysable[];
  readonly coverage: Coverage;
  /** How many findings the baseline lets through; only where there is one. */
  readonly letThrough?: number;
}

/** Whether the workspace may pass. */
export const isClean = ({ violations, unanalysable }: Report): boolean =>
  violations.length === 0 && unanalysable.length === 0;
