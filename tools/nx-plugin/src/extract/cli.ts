import { runCommand } from '../placement/run-command.js';
import { extractCommand } from './extract-command.js';

await runCommand(() => extractCommand(process.cwd(), process.argv.slice(2)));
