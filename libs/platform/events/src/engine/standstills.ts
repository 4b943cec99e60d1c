import type { MultilithError } from '@multilith/contract';
import type { EngineLogger, EngineSubscription } from './engine-subscription.js';
import type { JournalTail } from './journal-tail.js';
import type { Lane } from './lane.js';

/** Why a subscription stops, and where. */
export interface Standstill {
  readonly error: MultilithError;
  /** Position of the first event that is not handled. */
  readonly from: bigint;
}

interface Stop {
  readonly problem: string;
  readonly from: bigint;
}

/** The publishers whose events a subscription does not handle at the moment, and why. */
export class Standstills {
  readonly #subscription: EngineSubscription;
  readonly #logger: EngineLogger;
  /** Problems of publishers whose cursors belong to another epoch of the journal, until they match again. */
  readonly #stalled = new Map<string, string>();
  /** Until the process is started again: the positions from which on no event is handled that is not parked. */
  readonly #stopped = new Map<string, Stop>();

  constructor({ subscription, logger }: { subscription: EngineSubscription; logger: EngineLogger }) {
    this.#subscription = subscription;
    this.#logger = logger;
  }

  /** Whether a lane may not work. */
  hold({ publisher, pending: [head], due }: Lane): boolean {
    if (this.#stalled.has(publisher)) return true;
    const stop = this.#stopped.get(publisher);
    // Parked events are still retried: their keys have no event that is not handled and not parked before them.
    if (!stop || due.length > 0) return false;
    // Events before the unreadable ones are still handled, so that every lane stops at the same point of the journal.
    return !head || head.position >= stop.from;
  }

  /** Returns why the events of a publisher are not being handled; `undefined` if they are. */
  reasonOf(publisher: string): string | undefined {
    return this.#stopped.get(publisher)?.problem ?? this.#stalled.get(publisher);
  }

  /** The publishers whose events the subscription has stopped handling, with code, problem and remedy. */
  get stopped(): ReadonlyMap<string, string> {
    return new Map([...this.#stopped].map(([publisher, { problem }]) => [publisher, problem]));
  }

  /** Stops at a position for the rest of the process: the same code would fail on the same events. */
  stop(publisher: string, { error, from }: Standstill): void {
    const known = this.#stopped.get(publisher);
    // A lane that was filled later can show that the unreadable events begin earlier.
    if (!known || from < known.from) this.#stopped.set(publisher, { problem: known?.problem ?? error.message, from });
    if (known) return;
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
