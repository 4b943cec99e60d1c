import { setTimeout as sleep } from 'node:timers/promises';
import { isContention, type HandlerScope, type UnitOfWork } from '@multilith/data';

/** Maximum attempts of a command without a deadline; a command with a deadline is retried until then. */
const MAX_ATTEMPTS = 4;

/** Exponential backoff in milliseconds with full jitter, so that commands that collided do not collide again. */
const PAUSE_MS = { first: 20, longest: 500 };

/** One attempt at a command: its transaction and the scope of its handler. */
export interface Attempt {
  readonly unitOfWork: UnitOfWork;
  readonly scope: HandlerScope;
}

/**
 * Retries a command after contention (deadlock, serialization failure, lock timeout), because its transaction was
 * rolled back. A command that has sent commands to other contexts is retried only with an idempotency key, so that
 * those take effect once.
 *
 * @param deadline in milliseconds since the epoch; `undefined`: {@link MAX_ATTEMPTS} attempts
 * @throws the error of the last attempt
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
