import type { JournaledEvent } from '@multilith/data';
import type { FailureRecord } from './failure-text.js';
import type { CursorMove, LaneLease, ParkedEvent, TakenLease } from './ports.js';

/**
 * Maximum number of pending events per lane. A full lane falls behind and reads the journal itself once it has room.
 */
const MAX_PENDING_EVENTS = 128;

/**
 * Number of events that a suspect lane handles one at a time, to get past the event that may have crashed its last
 * host.
 */
const SUSPECT_EVENTS = 20;

/**
 * The state of one lane that this host holds. The code that sets `busy` has exclusive use of the lane until it clears
 * it.
 */
export class Lane {
  /** Position of the stored cursor. */
  position: bigint;
  /** All wanted events up to this position are in `pending`. */
  scanned: bigint;
  /** Wanted events after `position`, oldest first. */
  readonly pending: JournaledEvent[] = [];
  /** Keys with parked events. */
  readonly blocked: Set<string>;
  /** Parked events that are due for another attempt. */
  due: readonly ParkedEvent[] = [];

  busy = false;
  /** Another host needs the lane: no new work is started, and the lease is released when idle. */
  leaving = false;
  /** Whether the outcome of the last transaction is unknown, so that the cursor has to be read again. */
  unsure = false;
  /** Number of events still to be handled alone, with the attempt counted before the handler runs. */
  careful: number;
  /** Attempts at the head, if the current attempt was already counted and then failed because of the infrastructure. */
  counted: number | undefined;
  countedParked: { readonly position: bigint; readonly attempts: number } | undefined;
  /** The last failure at the head that was attributed to the database. */
  lost: FailureRecord | undefined;
  /** Number of consecutive failures that do not count as attempts. */
  hindrances = 0;
  /** No work is started before this time, in milliseconds of the clock. */
  retryAt = 0;

  readonly lease: LaneLease;
  /** Number of polls of the journal when the lane was taken. */
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

  /** Whether the lane may start work at this time. */
  isFree(now: number): boolean {
    return !this.busy && !this.leaving && !this.unsure && this.retryAt <= now;
  }

  get hasRoom(): boolean {
    return this.pending.length < MAX_PENDING_EVENTS;
  }

  /** Adds wanted events, ascending and complete up to `upTo`, until the lane is full. */
  accept(events: readonly JournaledEvent[], upTo: bigint): void {
    for (const event of events) {
      if (event.position <= this.scanned) continue;
      if (!this.hasRoom) return;
      this.pending.push(event);
      this.scanned = event.position;
    }
    if (upTo > this.scanned) this.scanned = upTo;
  }

  /** Returns the cursor move past the first `count` pending events and the unwanted events behind them. */
  moveBy(count: number): CursorMove {
    const to = this.pending.length > count ? (this.pending[count - 1]?.position ?? this.position) : this.scanned;
    const { subscription, publisher, lane, token } = this.lease;
    return { subscription, publisher, lane, token, from: this.position, to };
  }

  /** Applies a move after its transaction has committed. */
  moved(count: number, move: CursorMove): void {
    this.pending.splice(0, count);
    this.position = move.to;
    this.careful = Math.max(0, this.careful - count);
    this.counted = undefined;
    this.lost = undefined;
    this.hindrances = 0;
    this.retryAt = 0;
  }

  /** Restarts the lane at the stored cursor. */
  restart(position: bigint): void {
    if (position !== this.position) this.counted = undefined;
    this.pending.length = 0;
    this.position = this.scanned = position;
    this.unsure = false;
  }
}
