import { setTimeout as sleep } from 'node:timers/promises';
import { isContention, type HandlerScope, type UnitOfWork } from '@multilith/data';

/** How often a command without a deadline is tried; one with a deadline is tried until then. */
const MAX_ATTEMPTS = 4;

/** Pauses grow from the first to the longest; each is drawn at random below that, so that those who collided part. */
const PAUSE_MS = { first: 20, longest: 500 };

/** One attempt at a command: its transaction, and the scope of its handler. */
export interface Attempt {
  readonly unitOfWork: UnitOfWork;
  readonly scope: HandlerScope;
}

/**
 * Retries a command that loses a fight for rows: a handler whose transaction was rolled back can be run again. A command
 * that has sent commands to other contexts is retried only under a key, which keeps those from taking effect twice.
 *
 * @param deadline in milliseconds since the epoch; `undefined`: a few attempts
 * @throws what the last attempt throws
 */
export async function retryContention<T>(
  deadline: number | undefined,
  begin: () => Attempt,
  run: (attempt: Attempt) => Promise<T>,
): Promise<T> {
  for (let tried = 1; ; tried++) {
    const attempt = begin();
    try {
      return await run(attempt);
    } catch (error) {
      const pause = Math.random() * Math.min(PAUSE_MS.longest, PAUSE_MS.first * 2 ** tried);
      const hasTime = deadline === undefined ? tried < MAX_ATTEMPTS : Date.now() + pause < deadline;
      const isLost = attempt.unitOfWork.doomedBy !== undefined || isContention(error);
      if (!isLost || !hasTime || !attempt.scope.isRepeatable) throw error;
      await sleep(pause);
    }
  }
}
