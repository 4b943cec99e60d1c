import type { Host } from '@multilith/runtime/host';
import type { LatestEvent, ParkedEventRow } from '@multilith/runtime/operations';

/** What the edge needs to know of the host it is part of. */
export interface HostView extends Pick<Host, 'describe' | 'status'> {
  /** Asks every database of the host; rejects while one does not answer. */
  ping(): Promise<void>;
  /** The database schema of each context that keeps data in this host. */
  schemas(): ReadonlyMap<string, string>;
  /** The event that a subscription parked first and still has. */
  firstParked(context: string, subscription: string): Promise<ParkedEventRow | undefined>;
  /** The events that the contexts of this host published last, the latest first. */
  latestEvents(limit: number): Promise<readonly LatestEvent[]>;
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
