import type { LintErrorCode } from '../error-codes.js';

/** The linter cannot run; the process ends with exit code 2. The message reads `CODE: what is wrong`. */
export class LintError extends Error {
  override readonly name: string = 'LintError';

  constructor(
    /** Stands in `docs/errors.md` with what to do. */
    readonly code: LintErrorCode,
    problem: string,
  ) {
    super(`${code}: ${problem}`);
  }
}

/** The tool was started where it cannot check anything. */
export class NotAWorkspaceError extends LintError {
  override readonly name = 'NotAWorkspaceError';

  constructor(problem: string) {
    super('LINT_WORKSPACE', problem);
  }
}
