/** Programs by their files below the root of a workspace, so that no shell has to look for them. */
export const PROGRAMS: Readonly<
  Record<'tsc' | 'oxlint' | 'vitest' | 'boundaryLint' | 'extract' | 'inline' | 'natsUsers', string>
>;
