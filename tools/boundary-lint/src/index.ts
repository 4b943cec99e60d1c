/** Checks the boundaries of bounded contexts; `cli.ts` is its command line. */
export { checkWorkspace } from './check.js';
export { isClean, type Coverage, type Report, type Unanalysable, type Violation } from './report/report.js';
export { NotAWorkspaceError } from './workspace/workspace.js';
