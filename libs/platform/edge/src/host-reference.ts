import type { Host } from '@multilith/runtime/host';
import type { LatestEvent, ParkedEventRow } from '@multilith/runtime/operations';

/** The host as the edge sees it. */
export interface HostView extends Pick<Host, 'describe' | 'status' | 'earlierCalls'> {
  /** Queries every database of the host; rejects if one does not respond. */
  ping(): Promise<void>;
  /** Returns the database schema of each context that stores data in this host. */
  schemas(): ReadonlyMap<string, string>;
  /** Returns the oldest parked event of a subscription. */
  firstParked(context: string, subscription: string): Promise<ParkedEventRow | undefined>;
  /** Returns the latest events that the contexts of this host published, newest first. */
  latestEvents(limit: number): Promise<readonly LatestEvent[]>;
}

/** Refers to the host, which is created after the edge, and says whether it accepts new work. */
export class HostReference {
  #host: HostView | undefined;
  #draining = false;

  /** The host, once it has started. */
  get host(): HostView | undefined {
    return this.#host;
  }
  /** Whether the host is shutting down. */
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
