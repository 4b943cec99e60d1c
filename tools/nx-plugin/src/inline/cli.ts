import { runCommand } from '../placement/run-command.js';
import { inlineCommand } from './inline-command.js';

await runCommand(() => inlineCommand(process.cwd(), process.argv.slice(2)));
