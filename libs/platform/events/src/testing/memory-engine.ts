import { EventEngine } from '../engine/event-engine.js';
import type { EngineSubscription } from '../engine/engine-subscription.js';
import type { JournalSource } from '../engine/ports.js';
import type { RetryPolicy } from '../engine/retry-policy.js';
import type { JournaledEvent } from '@multilith/data';
import { ManualClock, seededRandomness } from './manual-clock.js';
import { mortal, type Mortal } from './mortal.js';
import { MemoryJournal } from './memory-journal.js';
import { MemorySubscriptionStore, type MemoryTransaction } from './memory-subscription-store.js';

/** Handles an event of a spec; values passed to `effect` take effect when the transaction commits. */
export type MemoryHandler = (event: JournaledEvent, effect: (value: string) => void) => Promise<void> | void;

/** One journal, one store and any number of engines on a manual clock. */
export class MemoryWorld {
  readonly clock = new ManualClock();
  readonly journal = new MemoryJournal('orders');
  /** The source that engines read. Default: the journal itself. */
  source: JournalSource = this.journal;
  readonly store = new MemorySubscriptionStore('payments', this.clock);
  /** Log lines of the engines, without `debug`. */
  readonly reports: { level: 'info' | 'warn' | 'error'; message: string; details: unknown }[] = [];
  #seed = 1;

  /** Creates an engine. Default handler: writes `key:payload` as effect. */
  engine(
    options: Partial<EngineSubscription> & {
      handler?: MemoryHandler;
      retryPolicy?: RetryPolicy;
      /** The process that the engine runs in. */
      process?: Mortal;
      /** The source that it reads. Default: {@link source}. */
      source?: JournalSource;
    } = {},
  ): EventEngine {
    const {
      handler = ({ key, payload }, effect) => effect(`${key}:${JSON.stringify(payload)}`),
      retryPolicy,
      process = mortal(),
      source = this.source,
      ...rest
    } = options;
    const report =
      (level: 'info' | 'warn' | 'error') =>
      (message: string, details?: unknown): void =>
        void this.reports.push({ level, message, details });
    return new EventEngine({
      host: 'host',
      clock: this.clock,
      random: seededRandomness(this.#seed++),
      sources: new Map([['orders', process.port(source)]]),
      stores: new Map([['payments', process.port(this.store)]]),
      logger: { debug: () => {}, info: report('info'), warn: report('warn'), error: report('error') },
      ...(retryPolicy ? { retryPolicy } : {}),
      subscriptions: [
        {
          context: 'payments',
          name: 'follow-orders',
          start: 'beginning',
          batch: 100,
          publishers: new Map([['orders', new Set(['orders.OrderPlaced'])]]),
          deliver: async (event, tx) => handler(event, (value) => (tx as MemoryTransaction).effect(value)),
          ...rest,
        },
      ],
    });
  }

  /** Waits until this many effects have committed. */
  effects(count: number): Promise<void> {
    return this.clock.until(() => this.store.effects.length >= count);
  }
}
