import type { Clock } from './clock.js';
import type { EngineLogger } from './engine-subscription.js';
import type { EngineTiming } from './engine-timing.js';
import { errorText } from './failure-text.js';
import { groupBy } from '@multilith/data';
import type { Lane } from './lane.js';
import { Loop } from './loop.js';
import type { LaneLease, LeaseView, SubscribedPublisher, SubscriptionStore } from './ports.js';
import type { SubscriptionRunner } from './subscription-runner.js';

/**
 * Keeps the leases of one context's subscriptions for this host: sends heartbeats, takes the host's fair share of the
 * lanes and releases the rest.
 *
 * Leases only avoid duplicate work. Exactly-once effects rest on the compare-and-set of the cursors alone.
 */
export class LeaseKeeper {
  readonly #store: SubscriptionStore;
  readonly #runners: readonly SubscriptionRunner[];
  readonly #host: string;
  readonly #clock: Clock;
  readonly #timing: EngineTiming;
  readonly #logger: EngineLogger;
  readonly #loop: Loop;
  readonly #wanted: readonly SubscribedPublisher[];
  #view: LeaseView | undefined;
  #failures = 0;
  #tidyAt: number;

  constructor(options: {
    store: SubscriptionStore;
    runners: readonly SubscriptionRunner[];
    host: string;
    clock: Clock;
    timing: EngineTiming;
    logger: EngineLogger;
  }) {
    this.#store = options.store;
    this.#runners = options.runners;
    this.#host = options.host;
    this.#clock = options.clock;
    this.#timing = options.timing;
    this.#logger = options.logger;
    this.#loop = new Loop(options.clock, () => this.#round());
    this.#wanted = options.runners.flatMap(({ subscription: { name, publishers } }) =>
      [...publishers.keys()].map((publisher) => ({ subscription: name, publisher })),
    );
    this.#tidyAt = options.clock.now() + options.timing.housekeeping / 10;
    for (const runner of options.runners) runner.askKeeper = () => this.#loop.wake();
  }

  /** All cursors as of the last renewal, whichever host works on them. */
  get cursors(): LeaseView['cursors'] {
    return this.#view?.cursors ?? [];
  }

  start(): void {
    this.#loop.start();
  }

  /** Releases all leases. The runners must have stopped. */
  async stop(): Promise<void> {
    await this.#loop.stop();
    const leases = this.#runners.flatMap((runner) => [...runner.lanes].map(({ lease }) => lease));
    try {
      await this.#store.release(leases);
      await this.#store.leave(this.#host);
    } catch (error) {
      const details = { context: this.#store.context, error: errorText(error) };
      this.#logger.warn('The leases could not be given back; other hosts take them when they run out', details);
    }
  }

  async #round(): Promise<number> {
    try {
      const doubtful = this.#runners.flatMap(({ lanes }) => [...lanes].filter(({ unsure, busy }) => unsure && !busy));
      const view = await this.#store.renew(this.#host, this.#wanted, this.#timing.leaseTtl);
      this.#view = view;
      for (const runner of this.#runners) {
        this.#reconcile(runner, view, doubtful);
        await this.#balance(runner, view);
        runner.checkEpochs();
        runner.passUnwanted();
        runner.reviewParked();
        runner.pump(); // Lanes may have become able to work.
        await this.#recordStops(runner);
      }
      await this.#offerParked();
      await this.#tidy();
      this.#failures = 0;
    } catch (error) {
      const details = { context: this.#store.context, error: errorText(error) };
      if (this.#failures++ === 0) this.#logger.warn('The leases could not be renewed; trying again', details);
    }
    return this.#timing.heartbeat;
  }

  /** Drops lanes that another host has taken over, and restarts unsure lanes at their stored cursor. */
  #reconcile(runner: SubscriptionRunner, view: LeaseView, doubtful: readonly Lane[]): void {
    const held = new Map<Lane, LaneLease>();
    for (const lease of view.held) {
      if (lease.subscription !== runner.subscription.name) continue;
      const lane = runner.lane(lease);
      if (lane?.lease.token === lease.token) held.set(lane, lease);
    }
    for (const lane of [...runner.lanes]) {
      const lease = held.get(lane);
      if (!lease) runner.drop(lane);
      else if (doubtful.includes(lane)) lane.restart(lease.position);
    }
  }

  async #balance(runner: SubscriptionRunner, view: LeaseView): Promise<void> {
    const { name, publishers } = runner.subscription;
    const lanes = view.cursors.filter(({ subscription }) => subscription === name).length;
    const hosts = view.hosts.get(name) ?? [this.#host];
    const share = shareOf(lanes, hosts, this.#host);
    runner.keepAtMost(share);
    const leaving = runner.takeLeaving();
    if (leaving.length > 0) await this.#store.release(leaving);
    const lacking = Math.min(share - runner.laneCount, view.free.get(name) ?? 0);
    if (lacking > 0) runner.adopt(await this.#store.take(this.#host, name, [...publishers.keys()], lacking));
  }

  /** Records stops again each time, because a record is valid only while the host that made it is. */
  async #recordStops({ subscription: { name }, stopped }: SubscriptionRunner): Promise<void> {
    for (const [publisher, problem] of stopped)
      await this.#store.stop(this.#host, { subscription: name, publisher }, problem);
  }

  async #offerParked(): Promise<void> {
    const due = await this.#store.dueParked(this.#host, 100);
    const bySubscription = groupBy(due, ({ subscription }) => subscription);
    for (const runner of this.#runners) runner.offerParked(bySubscription.get(runner.subscription.name) ?? []);
  }

  async #tidy(): Promise<void> {
    if (this.#clock.now() < this.#tidyAt) return;
    this.#tidyAt = this.#clock.now() + this.#timing.housekeeping;
    await this.#store.housekeeping();
  }
}

/**
 * Returns the number of lanes that a host should hold: an equal part, plus one for the first hosts if a remainder is
 * left.
 */
export function shareOf(lanes: number, hosts: readonly string[], host: string): number {
  const rank = hosts.indexOf(host);
  if (rank < 0) return 0;
  return Math.floor(lanes / hosts.length) + (rank < lanes % hosts.length ? 1 : 0);
}
