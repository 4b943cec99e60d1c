import { currentTrace } from '@multilith/runtime/observe';
import { currentCall, describeThrown } from '@multilith/contract';
import type { LoggerService } from '@nestjs/common';

/** How the process reacts to uncaught errors. */
export interface StrayErrorHandling {
  readonly logger: () => Pick<LoggerService, 'error'>;
  /** Shuts the process down: after an uncaught exception its state is unknown. */
  readonly end: () => void;
}

/**
 * Handles errors that no code caught. An unhandled promise rejection is mostly a missing `await` in one handler: it is
 * logged with the handler, and the process goes on, because other contexts are not affected. An uncaught exception may
 * have interrupted any code, so the process ends with exit code 1.
 *
 * Rejections of late work (`LATE_WRITE`) do not arrive here: the runtime has already logged and handled them.
 */
export function handleStrayErrors({ logger, end }: StrayErrorHandling): void {
  const report = ({ code, what, remedy }: Stray, error: unknown): void => {
    const { name, message, stack } = describeThrown(error);
    logger().error(`${code}: ${what}${origin()}: ${name}: ${message}. ${remedy}`, stack);
  };
  process.on('unhandledRejection', (reason) => report(REJECTION, reason));
  process.on('uncaughtException', (error) => {
    report(EXCEPTION, error);
    end();
  });
  for (const output of [process.stdout, process.stderr]) output.on('error', ignoreClosedOutput);
}

/**
 * Ignores that the reader of the log has ended, as `tee` does at the Ctrl-C that also stops this process. Reporting it would
 * write to the same closed pipe, and a crash would leave the embedded database running.
 */
function ignoreClosedOutput(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

interface Stray {
  readonly code: string;
  readonly what: string;
  readonly remedy: string;
}

const REJECTION: Stray = {
  code: 'UNHANDLED_REJECTION',
  what: 'no code handled the rejection of a promise',
  remedy: 'The process goes on. Await the promise, or catch its error.',
};
const EXCEPTION: Stray = {
  code: 'UNCAUGHT_EXCEPTION',
  what: 'an error was thrown where no code could catch it',
  remedy: 'The process ends. Catch errors in timers and event listeners.',
};

/** Returns the handler that the promise or callback belongs to, if its async context still names it. */
function origin(): string {
  try {
    const { context, message } = currentCall();
    return ` of ${message} in context '${context}' (trace ${currentTrace()?.traceId})`;
  } catch {
    return '';
  }
}
