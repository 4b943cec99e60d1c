/** Every way to reach another file that is understood so far. */
export type ImportForm =
  | 'static'
  | 'export-from'
  | 'dynamic'
  | 'require'
  | 'import-equals'
  | 'import-type'
  | 'augmentation'
  | 'mock'
  | 'import-meta-resolve';

/** One place in a file that names another one. */
export interface Import {
  readonly form: ImportForm;
  /** What the source names; `undefined` where it is computed and so cannot be known. */
  readonly specifier: string | undefined;
  /** Whether the compiler drops it: nothing is loaded, but the type is known. */
  readonly typeOnly: boolean;
  /** Names taken from the other file, as it exports them; `'*'` where it is all of them. */
  readonly names: readonly string[];
  /** Offset in the source. */
  readonly start: number;
}

/** A file with everything that rules ask about it. */
export interface SourceFile {
  /** Absolute path. */
  readonly file: string;
  readonly text: string;
  readonly imports: readonly Import[];
  /** Messages of the parser; a file with any has not been understood in full. */
  readonly parseErrors: readonly { readonly message: string; readonly start: number }[];
}
