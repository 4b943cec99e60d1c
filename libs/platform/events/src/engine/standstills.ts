import type { MultilithError } from '@multilith/contract';
import type { EngineLogger, EngineSubscription } from './engine-subscription.js';
import type { JournalTail } from './journal-tail.js';
import type { Lane } from './lane.js';

/** The publishers whose events a subscription does not handle at the moment, and why. */
export class Standstills {
  readonly #subscription: EngineSubscription;
  readonly #logger: EngineLogger;
  /** Until the cursors belong to the journal again. */
  readonly #stalled = new Map<string, string>();
  /** Until the process is started again. */
  readonly #stopped = new Map<string, string>();

  constructor({ subscription, logger }: { subscription: EngineSubscription; logger: EngineLogger }) {
    this.#subscription = subscription;
    this.#logger = logger;
  }

  has(publisher: string): boolean {
    return this.#stalled.has(publisher) || this.#stopped.has(publisher);
  }

  /** Returns why the events of a publisher are not being handled; `undefined` if they are. */
  reasonOf(publisher: string): string | undefined {
    return this.#stopped.get(publisher) ?? this.#stalled.get(publisher);
  }

  /** The publishers whose events the subscription has stopped to handle, with code, problem and remedy. */
  get stopped(): ReadonlyMap<string, string> {
    return this.#stopped;
  }

  /** Stops for the rest of the process: the same code would find the same. */
  stop(publisher: string, error: MultilithError): void {
    if (this.#stopped.has(publisher)) return;
    this.#stopped.set(publisher, error.message);
    this.#logger.error(error.message, { ...this.#describe(), publisher });
  }

  /** Stalls lanes whose cursor belongs to another epoch of the journal (after a restore or renumbering). */
  checkEpoch(publisher: string, tail: JournalTail, lanes: readonly Lane[]): void {
    const ahead = ({ position, takenAtLook }: Lane): boolean =>
      tail.horizon !== undefined && position > tail.horizon && tail.looks >= takenAtLook + 2;
    const foreign = lanes.some(({ lease }) => tail.epoch !== undefined && lease.epoch !== tail.epoch);
    if (foreign || lanes.some(ahead)) this.#stall(publisher);
    else if (lanes.length > 0) this.#stalled.delete(publisher);
  }

  #stall(publisher: string): void {
    if (this.#stalled.has(publisher)) return;
    const reason = `its cursors do not belong to the journal of ${publisher} as it is now: the journal was restored or moved`;
    this.#stalled.set(publisher, reason);
    const remedy = 'Stop the hosts and run: npm run multilith -- restored';
    this.#logger.error(`JOURNAL_EPOCH: a subscription is stalled: ${reason}. ${remedy}`, {
      ...this.#describe(),
      publisher,
    });
  }

  #describe(): { subscription: string } {
    return { subscription: `${this.#subscription.context}.${this.#subscription.name}` };
  }
}
