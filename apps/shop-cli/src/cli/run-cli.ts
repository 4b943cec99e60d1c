import { ShopRefusal } from '../shop/shop-error.js';
import { CliError, UsageError } from './cli-error.js';

/** Exit codes of both commands. */
export const EXIT = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/**
 * Runs a command: its answer is the exit code, a {@link CliError} is printed with its remedy (exit 1, usage 2), so is an error of
 * the shop that the command has no use for, and
 * Ctrl-C aborts the signal once and ends the process at the second press. `interrupted` says what is left behind.
 */
export async function runCli(main: (signal: AbortSignal) => Promise<number>, interrupted: string): Promise<void> {
  const abort = new AbortController();
  const onSignal = (): void => {
    if (abort.signal.aborted) process.exit(EXIT.interrupted);
    abort.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    process.exitCode = await main(abort.signal);
  } catch (error) {
    if (abort.signal.aborted) {
      process.stderr.write(`\n${interrupted}\n`);
      process.exitCode = EXIT.interrupted;
    } else if (error instanceof CliError) {
      process.stderr.write(`\nError ${error.code}: ${error.problem}\n${error.remedy}\n`);
      process.exitCode = error instanceof UsageError ? EXIT.usage : EXIT.failed;
    } else if (error instanceof ShopRefusal) {
      process.stderr.write(
        `\nError ${error.code}: The shop did not answer a question: ${error.message}\nLook into its log, then run the same command again: what is done is not done twice.\n`,
      );
      process.exitCode = EXIT.failed;
    } else {
      throw error;
    }
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}
