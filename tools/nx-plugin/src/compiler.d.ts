/** Returns the compiler of a workspace, as a file below its root. */
export function compilerOf(root: string): string;
