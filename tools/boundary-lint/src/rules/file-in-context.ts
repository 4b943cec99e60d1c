import type { Import, SourceFacts } from '../source/source-file.js';
import type { Target } from '../workspace/resolver.js';
import type { Unit } from '../workspace/unit.js';

/** A file of any kind, with its unit. */
export interface PlacedFile {
  /** Absolute path. */
  readonly file: string;
  /** Path of the file, relative to the root. */
  readonly path: string;
  /** The unit the file belongs to. */
  readonly from: Unit;
}

/** A source file with its imports. */
export interface FileInContext extends PlacedFile {
  readonly source: SourceFacts;
  /** Every import with a known specifier, with its target. */
  readonly imports: readonly ResolvedImport[];
}

/** An import and its target. */
export interface ResolvedImport {
  readonly item: Import & { readonly specifier: string };
  readonly target: Target;
}

/** Whether a file is test code: it is never shipped and may use the test kit. */
export const isTest = (path: string): boolean =>
  /\.(?:spec|test|e2e-spec|test-d|fixture)\.[mc]?[jt]sx?$/.test(path) ||
  /(?:^|\/)(?:test|tests|__tests__)\//.test(path);

/** The unit that a target lies in. */
export const unitOf = (target: Target): Unit | undefined =>
  target.kind === 'file' || target.kind === 'not-exported' ? target.unit : undefined;
