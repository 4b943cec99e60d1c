/** A violation of a rule. */
export interface Violation {
  readonly rule: string;
  /** Relative to the root, with forward slashes. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
  /** Name of the unit the file belongs to. */
  readonly from: string;
  /** Name of the target. */
  readonly to: string;
  /** The import as written; empty if the violation does not belong to an import. */
  readonly specifier: string;
  /** What is wrong, the owners of both sides, and the fix. */
  readonly message: string;
  /** The line of the source. */
  readonly source?: string;
  /** The message of the contract to use instead, or the skeleton of one to add. */
  readonly proposal?: string;
}

/** A computed import, whose target cannot be known. */
export interface Unanalysable {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly form: string;
  readonly message: string;
}

/** The number of files and imports checked: a check that read nothing proves nothing. */
export interface Coverage {
  readonly files: number;
  readonly imports: number;
  readonly unresolved: number;
  /** Allowed ones included. */
  readonly unanalysable: number;
}

/** The result of a check; also the shape of `--format json`. */
export interface Report {
  readonly violations: readonly Violation[];
  /** Violations with the level `warn` in their folder: shown, but they do not fail the check. */
  readonly warnings: readonly Violation[];
  readonly unanalysable: readonly Unanalysable[];
  readonly coverage: Coverage;
  /** The number of findings that the baseline accepts; only if there is a baseline. */
  readonly letThrough?: number;
}

/** Whether the workspace passes. */
export const isClean = ({ violations, unanalysable }: Report): boolean =>
  violations.length === 0 && unanalysable.length === 0;
