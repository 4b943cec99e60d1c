// This package imports nothing of the platform, so that it can be installed alone: the table has the form of `errorTable()` of
// `@multilith/contract` without its types.

/** Reasons why the linter cannot run; exit code 2. */
export const LINT_ERRORS = {
  LINT_WORKSPACE: {
    when: 'the folder is not a workspace, or its configuration, baseline or a package.json cannot be used',
    remedy: 'Correct the file that the message names, or name the root with `--root` and the layout with `--config`.',
  },
  LINT_ARGUMENT: {
    when: 'an argument of `boundary-lint` is unknown or incomplete',
    remedy: 'Use what the message lists; see `boundary-lint --help`.',
  },
} as const;

export type LintErrorCode = keyof typeof LINT_ERRORS;
