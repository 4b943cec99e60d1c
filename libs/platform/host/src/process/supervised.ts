/** What a host tells the process that started it once it takes work. */
export interface HostReady {
  readonly type: 'ready';
  /** Name of the host, as in the topology. */
  readonly host: string;
  /** Where it answers HTTP: its edge, or its health checks. */
  readonly url?: string | undefined;
  /** Lines that a person should see once every host is ready. */
  readonly notes?: readonly string[] | undefined;
  /** Whether it uses the embedded database. */
  readonly embedded?: boolean | undefined;
}

/** What a host tells the process that started it before it ends for a reason that has a code. */
export interface HostFailed {
  readonly type: 'failed';
  /** Code of the error, as in `docs/errors.md`. */
  readonly code: string;
}

/**
 * Tells the process that started this one that the host takes work.
 * @returns whether somebody listens; where nobody does, notes are the host's own to print
 */
export function tellReady(ready: Omit<HostReady, 'type'>): boolean {
  if (!process.connected || !process.send) return false;
  process.send({ ...ready, type: 'ready' } satisfies HostReady);
  return true;
}

/** Tells the process that started this one why it could not start. Resolves when the message has been passed on. */
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
