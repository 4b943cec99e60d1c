// `multilith-contract`: writes and checks what is generated from contracts, and compares contracts with earlier ones.
import { runCli } from './cli/run-cli.js';

process.exitCode = await runCli(process.cwd(), process.argv.slice(2), console);
