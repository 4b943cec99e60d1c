/** Result of a health check. */
export interface Health {
  readonly status: 'ok' | 'starting' | 'draining' | 'database-unavailable';
}

/** Inputs of a health check. */
export interface Checked {
  /** Queries every database; `undefined` while the host starts. */
  readonly ping: (() => Promise<void>) | undefined;
  /** Whether the host is shutting down. */
  readonly draining: boolean;
}

/** Longest time that a database may take to respond, in milliseconds. */
const PATIENCE_MS = 2000;

/** Running checks, by their `ping`: concurrent requests share them. */
const running = new WeakMap<object, Promise<Health>>();

/**
 * Whether a host is ready for work. Concurrent requests share one database query, because any client may send them.
 *
 * @param checked `ping` identifies the check; pass the same function every time
 */
export async function readiness({ ping, draining }: Checked): Promise<Health> {
  if (draining) return { status: 'draining' };
  if (!ping) return { status: 'starting' };
  let check = running.get(ping);
  if (!check) {
    check = databasesAnswer(ping).finally(() => running.delete(ping));
    running.set(ping, check);
  }
  return check;
}

async function databasesAnswer(ping: () => Promise<void>): Promise<Health> {
  let timer: NodeJS.Timeout | undefined;
  const impatient = new Promise<never>((_, reject) => (timer = setTimeout(reject, PATIENCE_MS)));
  try {
    await Promise.race([ping(), impatient]);
    return { status: 'ok' };
  } catch {
    return { status: 'database-unavailable' };
  } finally {
    clearTimeout(timer);
  }
}
