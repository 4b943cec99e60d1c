#!/usr/bin/env node
import module from 'node:module';

// Node 22 and newer cache compiled code between runs if this is enabled before the code is loaded.
(module as { enableCompileCache?: () => void }).enableCompileCache?.();
const args = process.argv.slice(2);
if (args.includes('--self-test')) {
  const { selfTestCommand } = await import('./self-test/command.js');
  process.exitCode = selfTestCommand(console);
} else {
  const { runCli } = await import('./run-cli.js');
  process.exitCode = runCli(args, console);
}
