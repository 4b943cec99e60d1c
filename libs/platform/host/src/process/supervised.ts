/** Message of a host to its parent process once it accepts work. */
export interface HostReady {
  readonly type: 'ready';
  /** Name of the host, as in the topology. */
  readonly host: string;
  /** URL of its HTTP server: its edge, or its health checks. */
  readonly url?: string | undefined;
  /** Lines to print once every host is ready. */
  readonly notes?: readonly string[] | undefined;
  /** Whether it uses the embedded database. */
  readonly embedded?: boolean | undefined;
}

/** Message of a host to its parent process before it ends because of an error with a code. */
export interface HostFailed {
  readonly type: 'failed';
  /** Code of the error, as in `docs/errors.md`. */
  readonly code: string;
}

/**
 * Tells the parent process that this host accepts work.
 * @returns whether a parent process listens; otherwise the host prints its notes itself
 */
export function tellReady(ready: Omit<HostReady, 'type'>): boolean {
  if (!process.connected || !process.send) return false;
  process.send({ ...ready, type: 'ready' } satisfies HostReady);
  return true;
}

/** Tells the parent process why this one could not start. Resolves once the message has been sent. */
export async function tellFailed(code: string): Promise<void> {
  if (!process.connected || !process.send) return;
  await new Promise<void>((resolve) => {
    process.send!({ type: 'failed', code } satisfies HostFailed, undefined, undefined, () => resolve());
  });
}

/** Whether a message of a child process says that it is ready. */
export const isReady = (message: unknown): message is HostReady => typeOf(message) === 'ready';

/** Whether a message of a child process says why it ends. */
export const isFailed = (message: unknown): message is HostFailed => typeOf(message) === 'failed';

const typeOf = (message: unknown): unknown =>
  typeof message === 'object' && message !== null ? (message as { type?: unknown }).type : undefined;
