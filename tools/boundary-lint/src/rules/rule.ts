import type { Import, SourceFile } from '../imports/import.js';
import type { Target } from '../imports/resolve-import.js';
import type { Unit } from '../workspace/unit.js';

/** One file, and where it belongs. */
export interface FileInContext {
  readonly source: SourceFile;
  /** Path of the file, relative to the root. */
  readonly path: string;
  /** The unit the file belongs to. */
  readonly from: Unit;
  /** Every import whose specifier is known, with where it leads. */
  readonly imports: readonly ResolvedImport[];
}

/** An import and where it leads. */
export interface ResolvedImport {
  readonly item: Import & { readonly specifier: string };
  readonly target: Target;
}

/** One import, with all that a rule needs to judge it. */
export interface ImportInContext extends Omit<FileInContext, 'imports'>, ResolvedImport {}

/** What a rule finds wrong. */
export interface Finding {
  /** What was imported, as messages name it. */
  readonly to: string;
  /** One sentence on what is wrong, one on what to do instead. */
  readonly message: string;
}

/** A finding that is not about one import. */
export interface LocatedFinding extends Finding {
  /** Offset in the file. */
  readonly start: number;
}

/** A rule that judges imports one by one. */
export interface ImportRule {
  readonly name: string;
  check(subject: ImportInContext): Finding | undefined;
}

/** A rule that judges a file by itself. */
export interface FileRule {
  readonly name: string;
  check(subject: FileInContext): readonly LocatedFinding[];
}

/** A rule that needs to see all files before it can judge one. */
export interface WorkspaceRule {
  readonly name: string;
  check(files: readonly FileInContext[]): readonly (LocatedFinding & { readonly file: FileInContext })[];
}

/** Whether a file is test code: it is never shipped and may use the test kit. */
export const isTest = (path: string): boolean =>
  /\.(?:spec|test|test-d|fixture)\.[mc]?[jt]sx?$/.test(path) || /\/test\//.test(path);
