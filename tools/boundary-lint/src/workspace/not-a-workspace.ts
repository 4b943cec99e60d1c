/** The tool was started where it cannot check anything; the process ends with exit code 2. */
export class NotAWorkspaceError extends Error {
  override readonly name = 'NotAWorkspaceError';
}
