/** The `multilith` command as a function, for tests and for applications that include it in a command of their own. */
export { runMultilith, type CommandOutput } from './run-multilith.js';
