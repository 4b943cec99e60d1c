import { getHeapStatistics } from 'node:v8';

/** Limits of the running calls to one context by its own services. */
export interface UnaryLimits {
  /** Maximum number of calls of one client; of all clients together it is four times as high. Default: 1,024. */
  readonly calls: number;
  /**
   * Maximum size of the messages of these calls, in bytes; of all clients together it is four times as high. A client
   * without running calls can always send one. Default: a 64th of the heap limit, at most 16 MiB.
   */
  readonly bytes: number;
}

export const DEFAULT_UNARY_LIMITS: UnaryLimits = {
  calls: 1_024,
  bytes: Math.min(16 * 1024 ** 2, Math.floor(getHeapStatistics().heap_size_limit / 64)),
};

/** How much more all clients together may have running than one. */
const ALL_CLIENTS_FACTOR = 4;

/** What one client has running. */
interface ClientCalls {
  calls: number;
  bytes: number;
}

/** Counts the running calls to one context, so that one client cannot take the places of all. */
export class RunningCalls {
  readonly #limits: UnaryLimits;
  readonly #clients = new Map<string, ClientCalls>();
  #calls = 0;
  #bytes = 0;
  #idle: (() => void)[] = [];

  constructor(limits: UnaryLimits) {
    this.#limits = limits;
  }

  /** Counts a call unless there are too many. @returns whether it may run; then `end` must follow */
  start(client: string, bytes: number): boolean {
    const { calls: maxCalls, bytes: maxBytes } = this.#limits;
    const known = this.#clients.get(client);
    const all = ALL_CLIENTS_FACTOR;
    if (known && (known.calls >= maxCalls || known.bytes + bytes > maxBytes)) return false;
    if (this.#calls >= maxCalls * all || (this.#calls > 0 && this.#bytes + bytes > maxBytes * all)) return false;
    const own = known ?? { calls: 0, bytes: 0 };
    if (!known) this.#clients.set(client, own);
    own.calls++;
    own.bytes += bytes;
    this.#calls++;
    this.#bytes += bytes;
    return true;
  }

  end(client: string, bytes: number): void {
    const own = this.#clients.get(client)!;
    own.bytes -= bytes;
    if (--own.calls === 0) this.#clients.delete(client);
    this.#bytes -= bytes;
    if (--this.#calls > 0) return;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  /** Resolves once no call is running. */
  async settled(): Promise<void> {
    if (this.#calls > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }
}
