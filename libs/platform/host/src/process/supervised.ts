/** What a host tells the process that started it, where that one listens. */
export interface HostReady {
  readonly type: 'ready';
  /** Name of the host, as in the topology. */
  readonly host: string;
  /** Where it answers HTTP: its edge, or its health checks. */
  readonly url?: string | undefined;
  /** Lines that a person should see once every host is ready. */
  readonly notes?: readonly string[] | undefined;
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

/** Whether a message of a child process is its word that it is ready. */
export const isReady = (message: unknown): message is HostReady =>
  typeof message === 'object' && message !== null && (message as Partial<HostReady>).type === 'ready';
