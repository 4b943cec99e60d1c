/** Where the command prints: results to `log`, problems to `error`. */
export type Output = Pick<Console, 'log' | 'error'>;

/** 0: done. 1: something is stale or wrong. 2: the command line is wrong. */
export type ExitCode = 0 | 1 | 2;
