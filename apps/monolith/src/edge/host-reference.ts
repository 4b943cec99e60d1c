import type { Host } from '@multilith/runtime';

/** What the edge needs to know of the host it is part of. */
export interface HostView extends Pick<Host, 'describe' | 'status'> {
  /** Asks every database of the host; rejects while one does not answer. */
  ping(): Promise<void>;
}

/** Holds the host for the edge, which is made before it, and says whether it takes new work. */
export class HostReference {
  #host: HostView | undefined;
  #draining = false;

  /** The host, once it has started. */
  get host(): HostView | undefined {
    return this.#host;
  }
  /** Whether the host is on its way out. */
  get draining(): boolean {
    return this.#draining;
  }
  started(host: HostView): void {
    this.#host = host;
  }
  drain(): void {
    this.#draining = true;
  }
}
