import type { JournaledEvent } from '@multilith/data';
import type { FailureRecord } from './failure-text.js';
import type { CursorMove, LaneLease, ParkedEvent, TakenLease } from './ports.js';

/** Events that a lane holds ready; beyond that it falls behind and reads the journal itself when it has room. */
const MOST_PENDING = 128;

/** Events a suspect lane handles one at a time: enough to get past the one that killed its last host, round by round. */
const SUSPECT_EVENTS = 20;

/** The state of one lane that this host holds. The code that sets `busy` has the lane to itself until it clears it. */
export class Lane {
  /** Where the stored cursor stands. */
  position: bigint;
  /** Everything wanted up to here is in `pending`. */
  scanned: bigint;
  /** Wanted events after `position`, oldest first. */
  readonly pending: JournaledEvent[] = [];
  /** Keys with parked events. */
  readonly blocked: Set<string>;
  /** Parked events that are due for another attempt. */
  due: readonly ParkedEvent[] = [];

  busy = false;
  /** Another host needs it: nothing more is started, and it is given back when idle. */
  leaving = false;
  /** It is not known whether the last transaction committed: the cursor has to be read again. */
  unsure = false;
  /** How many events are still to be handled alone, with the attempt counted before the handler runs. */
  careful: number;
  /** Attempts at the head, where this one has been counted already and only failed because the infrastructure was down. */
  counted: number | undefined;
  countedParked: { readonly position: bigint; readonly attempts: number } | undefined;
  /** The last failure at the head that looked like the database's. */
  lost: FailureRecord | undefined;
  /** Failures in a row that do not count as attempts. */
  hindrances = 0;
  /** Nothing is started before, in the clock's milliseconds. */
  retryAt = 0;

  readonly lease: LaneLease;
  /** How often the journal's end had been looked at when the lane was taken. */
  readonly takenAtLook: number;

  constructor(lease: LaneLease, taken: Pick<TakenLease, 'suspect' | 'blockedKeys'>, takenAtLook: number) {
    this.lease = lease;
    this.takenAtLook = takenAtLook;

    this.position = this.scanned = lease.position;
    this.blocked = new Set(taken.blockedKeys);
    const attempted = lease.attemptPosition !== undefined && lease.attemptPosition > lease.position;
    this.careful = taken.suspect ? SUSPECT_EVENTS : attempted ? 1 : 0;
  }

  get publisher(): string {
    return this.lease.publisher;
  }

  get lane(): number {
    return this.lease.lane;
  }

  /** Whether it may start something at this time. */
  isFree(now: number): boolean {
    return !this.busy && !this.leaving && !this.unsure && this.retryAt <= now;
  }

  get hasRoom(): boolean {
    return this.pending.length < MOST_PENDING;
  }

  /** Takes wanted events, ascending, that are complete up to `upTo`; stops where there is no more room. */
  accept(events: readonly JournaledEvent[], upTo: bigint): void {
    for (const event of events) {
      if (event.position <= this.scanned) continue;
      if (!this.hasRoom) return;
      this.pending.push(event);
      this.scanned = event.position;
    }
    if (upTo > this.scanned) this.scanned = upTo;
  }

  /** The step of the cursor past the first `count` pending events, and past what is not wanted behind them. */
  moveBy(count: number): CursorMove {
    const to = this.pending.length > count ? (this.pending[count - 1]?.position ?? this.position) : this.scanned;
    const { subscription, publisher, lane, token } = this.lease;
    return { subscription, publisher, lane, token, from: this.position, to };
  }

  /** The transaction with this step has committed. */
  moved(count: number, move: CursorMove): void {
    this.pending.splice(0, count);
    this.position = move.to;
    this.careful = Math.max(0, this.careful - count);
    this.counted = undefined;
    this.lost = undefined;
    this.hindrances = 0;
    this.retryAt = 0;
  }

  /** Begins again at the stored cursor. */
  restart(position: bigint): void {
    if (position !== this.position) this.counted = undefined;
    this.pending.length = 0;
    this.position = this.scanned = position;
    this.unsure = false;
  }
}
