/** Programs by their files below the root of a workspace, so that no shell has to look for them. */
export const PROGRAMS: Readonly<
  Record<'oxlint' | 'vitest' | 'boundaryLint' | 'contract' | 'extract' | 'inline', string>
>;

/** Returns the compiler of a workspace, as a file below its root. */
export function compilerOf(root: string): string;
