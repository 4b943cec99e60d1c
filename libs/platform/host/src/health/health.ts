/** An answer of a health check. */
export interface Health {
  readonly status: 'ok' | 'starting' | 'draining' | 'database-unavailable';
}

/** What a health check looks at. */
export interface Checked {
  /** Asks every database; `undefined` while the host starts. */
  readonly ping: (() => Promise<void>) | undefined;
  /** Whether the host is on its way out. */
  readonly draining: boolean;
}

/** Longest time a database may take to answer, in milliseconds. */
const PATIENCE_MS = 2000;

/** Checks that are running, by what they ask: everyone who asks meanwhile shares them. */
const running = new WeakMap<object, Promise<Health>>();

/**
 * Whether a host is ready for work. Databases are asked once at a time, however many ask for it: anyone may.
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
