import { runCli, type ExitCode, type Output } from '../run-cli.js';
import { runSelfTest } from './run-self-test.js';

/** `--self-test`: checks that the command line finds planted violations. Loads the plants only for this option. */
export function selfTestCommand(output: Output): ExitCode {
  const { planted, failures } = runSelfTest((root) => {
    const lines: string[] = [];
    const log = (line: string): number => lines.push(line);
    runCli(['--root', root, '--format', 'json', '--no-cache'], { log, error: log });
    return lines.join('\n');
  });
  for (const failure of failures) output.error(`not found: ${failure}`);
  output.log(`${planted - failures.length} of ${planted} planted violations were found.`);
  return failures.length === 0 ? 0 : 1;
}
