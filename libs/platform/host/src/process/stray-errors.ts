import { currentTrace } from '@multilith/runtime/observe';
import { currentCall, describeThrown } from '@multilith/contract';
import type { LoggerService } from '@nestjs/common';

/** What the process does about errors that no code caught. */
export interface StrayErrorHandling {
  readonly logger: () => Pick<LoggerService, 'error'>;
  /** Ends the process in order: after an uncaught exception its state is unknown. */
  readonly end: () => void;
}

/**
 * Takes errors that no code caught. A rejected promise without a `catch` is mostly an `await` that one handler forgot: it is
 * logged with its handler, and the process goes on, because the other contexts have nothing to do with it. An uncaught
 * exception can have interrupted any code, so the process ends, with exit code 1.
 *
 * Rejections of late work (`LATE_WRITE`) do not come here: the runtime has logged and handled them.
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

/** The handler that the promise or callback belongs to, as far as its async context tells. */
function origin(): string {
  try {
    const { context, message } = currentCall();
    return ` of ${message} in context '${context}' (trace ${currentTrace()?.traceId})`;
  } catch {
    return '';
  }
}
