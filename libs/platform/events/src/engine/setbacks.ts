import { errorText } from './failure-text.js';
import type { Clock, Randomness } from './clock.js';
import type { Failure } from './delivery.js';
import type { EngineLogger, EngineSubscription } from './engine-subscription.js';
import type { Lane } from './lane.js';
import { CONTENTION_BACKOFF, INFRASTRUCTURE_BACKOFF, UNAVAILABLE_BACKOFF } from './retry-policy.js';

/** A lane that waits logs a warning at first and then every this many failures, about every five minutes. */
const HINDRANCES_PER_WARNING = 20;

/** How long a subscription, or lanes of it, wait after failures that are not the fault of an event. */
export class Setbacks {
  readonly #subscription: EngineSubscription;
  readonly #clock: Clock;
  readonly #random: Randomness;
  readonly #logger: EngineLogger;
  #inARow = 0;
  #pausedUntil = 0;

  constructor(options: { subscription: EngineSubscription; clock: Clock; random: Randomness; logger: EngineLogger }) {
    this.#subscription = options.subscription;
    this.#clock = options.clock;
    this.#random = options.random;
    this.#logger = options.logger;
  }

  /** Time until which the whole subscription waits, in milliseconds of the clock. */
  get pausedUntil(): number {
    return this.#pausedUntil;
  }

  /** Called after a transaction has committed. */
  reset(): void {
    this.#inARow = 0;
  }

  /** Pauses the subscription. */
  pause(problem: string, error: unknown): void {
    this.#pausedUntil = this.#clock.now() + INFRASTRUCTURE_BACKOFF(++this.#inARow, this.#random);
    if (this.#inARow > 1) return;
    this.#logger.warn(`A subscription waits: ${problem}`, { ...this.#describe(), error: errorText(error) });
  }

  /** Lets the lane of the culprit wait, or all lanes without one. */
  hinder(of: readonly Lane[], kind: 'contention' | 'unavailable', { culprit, error }: Failure): void {
    const lanes = culprit ? [culprit.lane] : of;
    const backoff = kind === 'contention' ? CONTENTION_BACKOFF : UNAVAILABLE_BACKOFF;
    for (const lane of lanes) {
      // A failure outside every handler affects a batch and a single event alike.
      if (culprit || kind === 'contention') lane.careful = Math.max(1, lane.careful);
      lane.retryAt = this.#clock.now() + backoff(++lane.hindrances, this.#random);
    }
    const told = lanes.filter(({ hindrances }) => hindrances % HINDRANCES_PER_WARNING === 1);
    if (kind === 'contention' || told.length === 0) return;
    const [{ publisher }] = told as [Lane];
    const lane = told.map((one) => one.lane).join(', ');
    const details = { ...this.#describe(), publisher, lane, error: errorText(error) };
    this.#logger.warn('A handler misses something it needs; its lane waits', details);
  }

  #describe(): { subscription: string } {
    return { subscription: `${this.#subscription.context}.${this.#subscription.name}` };
  }
}
