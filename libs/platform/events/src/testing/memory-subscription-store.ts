import type { Clock } from '../engine/clock.js';
import type {
  CursorMove,
  FailureKind,
  LaneId,
  LaneLease,
  LeaseView,
  ParkedCount,
  ParkedEvent,
  ParkedRef,
  StoppedSubscription,
  SubscribedPublisher,
  SubscriptionRegistration,
  SubscriptionStore,
  SubscriptionTransaction,
  TakenLease,
} from '../engine/ports.js';
import type { FailureRecord } from '../engine/failure-text.js';
import { isUnreadable, parkedCounts } from './memory-parked-counts.js';
import { groupBy, LANES } from '@multilith/data';
import { StaleLeaseError } from '../engine/stale-lease.error.js';

interface Cursor {
  position: bigint;
  token: bigint;
  owner: string | undefined;
  epoch: string;
  attempts: number;
  attemptPosition: bigint | undefined;
}

interface Parked extends ParkedEvent {
  retryAt: number;
}

/** A transaction in memory. What a spec's handler writes goes through {@link effect}. */
export interface MemoryTransaction extends SubscriptionTransaction {
  effect(value: string): void;
}

const idOf = ({ subscription, publisher, lane }: LaneId): string => JSON.stringify([subscription, publisher, lane]);
const parkedId = (ref: ParkedRef): string => `${idOf(ref)}/${ref.key}/${ref.position}`;

class LostAnswer extends Error {}

/** A store in memory, shared by any number of engines. Transactions are checked and applied when they commit. */
export class MemorySubscriptionStore implements SubscriptionStore {
  /** What committed transactions have written, in commit order. */
  readonly effects: string[] = [];
  /** If set, every operation fails with this error, as if the database were down. */
  outage: Error | undefined;
  /** Whether the answer to a commit gets lost: the commit happens, but the host sees a lost connection. */
  losesAnswer: () => boolean = () => false;
  /** Whether the store rejects a failure text. */
  refusesFailure: (lastError: string) => boolean = () => false;
  readonly #clock: Clock;
  readonly #cursors = new Map<string, Cursor>();
  readonly #registered = new Map<string, SubscribedPublisher>();
  readonly #parked = new Map<string, Parked>();
  readonly #stops = new Map<string, StoppedSubscription & { host: string }>();
  readonly #heartbeats = new Map<string, { subscriptions: string[]; expiresAt: number }>();

  readonly context: string;

  constructor(context: string, clock: Clock) {
    this.context = context;

    this.#clock = clock;
  }

  async known(): Promise<readonly SubscribedPublisher[]> {
    return [...this.#registered.values()];
  }

  async register(registrations: readonly SubscriptionRegistration[]): Promise<readonly SubscribedPublisher[]> {
    const declared = new Set<string>();
    for (const { subscription, publisher, begin } of registrations) {
      const name = JSON.stringify([subscription, publisher]);
      declared.add(name);
      this.#registered.set(name, { subscription, publisher });
      for (let lane = 0; begin && lane < LANES; lane++) {
        const id = idOf({ subscription, publisher, lane });
        const fresh = { ...begin, token: 0n, owner: undefined, attempts: 0, attemptPosition: undefined };
        if (!this.#cursors.has(id)) this.#cursors.set(id, fresh);
      }
    }
    return [...this.#registered].filter(([name]) => !declared.has(name)).map(([, value]) => value);
  }

  async renew(host: string, wanted: readonly SubscribedPublisher[], ttl: number): Promise<LeaseView> {
    this.#check();
    const subscriptions = [...new Set(wanted.map(({ subscription }) => subscription))];
    this.#heartbeats.set(host, { subscriptions, expiresAt: this.#clock.now() + ttl });
    const names = new Set(wanted.map(({ subscription, publisher }) => JSON.stringify([subscription, publisher])));
    const all = this.#leases().filter(({ subscription, publisher }) =>
      names.has(JSON.stringify([subscription, publisher])),
    );
    const free = groupBy(
      all.filter(({ owner }) => !this.#isAlive(owner)),
      ({ subscription }) => subscription,
    );
    const alive = [...this.#heartbeats].filter(([name]) => this.#isAlive(name)).sort(([a], [b]) => (a < b ? -1 : 1));
    const hostsOf = (name: string): string[] =>
      alive.filter(([, beat]) => beat.subscriptions.includes(name)).map(([id]) => id);
    return {
      held: all.filter(({ owner }) => owner === host),
      cursors: all,
      free: new Map([...free].map(([name, lanes]) => [name, lanes.length])),
      hosts: new Map(subscriptions.map((name) => [name, hostsOf(name)])),
    };
  }

  async take(
    host: string,
    subscription: string,
    publishers: readonly string[],
    count: number,
  ): Promise<readonly TakenLease[]> {
    this.#check();
    const free = this.#leases().filter(
      (lease) =>
        lease.subscription === subscription && publishers.includes(lease.publisher) && !this.#isAlive(lease.owner),
    );
    return free.slice(0, count).map((lease) => {
      const cursor = this.#cursors.get(idOf(lease))!;
      cursor.owner = host;
      cursor.token += 1n;
      const blockedKeys = new Set(
        [...this.#parked.values()].filter((row) => idOf(row) === idOf(lease)).map(({ key }) => key),
      );
      return { ...lease, token: cursor.token, suspect: lease.owner !== undefined, blockedKeys: [...blockedKeys] };
    });
  }

  async release(leases: readonly LaneLease[]): Promise<void> {
    this.#check();
    for (const lease of leases) {
      const cursor = this.#cursors.get(idOf(lease));
      if (cursor?.token === lease.token) cursor.owner = undefined;
    }
  }

  async leave(host: string): Promise<void> {
    this.#heartbeats.delete(host);
  }

  async transact<T>(work: (tx: MemoryTransaction) => Promise<T>): Promise<T> {
    const changes: (() => void)[] = [];
    const checks: (() => void)[] = [];
    const tx: MemoryTransaction = {
      unitOfWork: undefined,
      effect: (value) => void changes.push(() => this.effects.push(value)),
      advance: async (moves) => {
        this.#check();
        this.#checkMoves(moves);
        checks.push(() => this.#checkMoves(moves));
        changes.push(() => moves.forEach((move) => (this.#cursors.get(idOf(move))!.position = move.to)));
      },
      park: async (events) => {
        for (const { lastError } of events) this.#checkFailure(lastError ?? '');
        changes.push(() =>
          events.forEach((event) => this.#parked.set(parkedId(event), { ...event, retryAt: this.#clock.now() })),
        );
      },
      removeParked: async (ref) => {
        const check = (): void => {
          const row = this.#parked.get(parkedId(ref));
          if (!row || row.status === 'parked') throw new StaleLeaseError(`The parked event at ${ref.position}`);
        };
        check();
        checks.push(check);
        changes.push(() => this.#parked.delete(parkedId(ref)));
        const others = [...this.#parked.values()].filter((row) => idOf(row) === idOf(ref) && row.key === ref.key);
        return { moreOfKey: others.length > 1 };
      },
    };
    const result = await work(tx);
    this.#check();
    for (const check of checks) check();
    for (const change of changes) change();
    if (this.losesAnswer()) throw new LostAnswer('connection lost while a commit was on its way');
    return result;
  }

  async countAttempt(lease: LaneLease, position: bigint): Promise<number> {
    this.#check();
    const cursor = this.#cursors.get(idOf(lease))!;
    if (cursor.token !== lease.token || cursor.position >= position) throw new StaleLeaseError(idOf(lease));
    cursor.attempts = cursor.attemptPosition === position ? cursor.attempts + 1 : 1;
    cursor.attemptPosition = position;
    return cursor.attempts;
  }

  async dueParked(host: string, limit: number): Promise<readonly ParkedEvent[]> {
    const queues = groupBy(this.parkedEvents(), (row) => `${idOf(row)}/${row.key}`);
    const heads = [...queues.values()].map(([head]) => head!);
    const due = heads.filter((row) => row.status !== 'parked' && row.retryAt <= this.#clock.now());
    return due.filter((row) => this.#cursors.get(idOf(row))!.owner === host).slice(0, limit);
  }

  async countParkedAttempt(parked: ParkedRef): Promise<number | undefined> {
    this.#check();
    const row = this.#triable(parked);
    if (!row) return undefined;
    this.#parked.set(parkedId(parked), { ...row, attempts: row.attempts + 1 });
    return row.attempts + 1;
  }

  async postponeParked(parked: ParkedRef, failure: FailureRecord, retryIn: number | undefined): Promise<void> {
    const { text, stack, reason } = failure;
    const row = this.#triable(parked);
    if (!row) return;
    this.#checkFailure(text);
    const status = retryIn === undefined ? 'parked' : row.status;
    const retryAt = this.#clock.now() + (retryIn ?? 0);
    this.#parked.set(parkedId(parked), { ...row, reason, lastError: text, lastStack: stack, status, retryAt });
  }

  async parkedCounts(): Promise<readonly ParkedCount[]> {
    return parkedCounts(this.parkedEvents());
  }

  async lastUnreadable(of: SubscribedPublisher, before: bigint, limit: number): Promise<readonly bigint[]> {
    this.#check();
    const positions = this.#unreadable(of).map(({ position }) => position);
    return positions
      .filter((position) => position < before)
      .reverse()
      .slice(0, limit);
  }

  async unreadableParked(of: SubscribedPublisher, after: bigint, limit: number): Promise<readonly ParkedEvent[]> {
    this.#check();
    return this.#unreadable(of)
      .filter(({ position }) => position > after)
      .slice(0, limit);
  }

  async retryUnreadable(parked: readonly ParkedRef[]): Promise<number> {
    this.#check();
    const rows = parked.flatMap((ref) => this.#parked.get(parkedId(ref)) ?? []).filter(isUnreadable);
    for (const row of rows) this.#retry(row);
    return rows.length;
  }

  async stop(host: string, of: SubscribedPublisher, problem: string): Promise<void> {
    this.#check();
    const id = JSON.stringify([of.subscription, of.publisher]);
    const known = this.#stops.get(id);
    const since = known && (known.host === host || this.#isAlive(known.host)) ? known.since : new Date();
    this.#stops.set(id, { subscription: of.subscription, publisher: of.publisher, problem, since, host });
  }

  async stopped(): Promise<readonly StoppedSubscription[]> {
    return [...this.#stops.values()].flatMap(({ host, ...stop }) => (this.#isAlive(host) ? [stop] : []));
  }

  async housekeeping(): Promise<void> {}

  failureKind(error: unknown, _fromHandler: boolean): FailureKind {
    return error === this.outage || error instanceof LostAnswer ? 'infrastructure' : 'handler';
  }

  /** All parked events, oldest first. */
  parkedEvents(): Parked[] {
    return [...this.#parked.values()].sort((a, b) => Number(a.position - b.position));
  }

  /** Schedules all parked events for another attempt, as an operator would. */
  retry(): void {
    for (const row of this.#parked.values()) if (row.status === 'parked') this.#retry(row);
  }

  #unreadable({ subscription, publisher }: SubscribedPublisher): Parked[] {
    return this.parkedEvents().filter(
      (row) => row.subscription === subscription && row.publisher === publisher && isUnreadable(row),
    );
  }

  #retry(row: Parked): void {
    this.#parked.set(parkedId(row), { ...row, status: 'retry', attempts: 0, retryAt: this.#clock.now() });
  }

  drop(): void {
    for (const [id, row] of this.#parked) if (row.status === 'parked') this.#parked.delete(id);
  }

  #leases(): (LaneLease & { owner: string | undefined })[] {
    return [...this.#cursors].map(([id, cursor]) => {
      const [subscription, publisher, lane] = JSON.parse(id) as [string, string, number];
      return { subscription, publisher, lane, ...cursor };
    });
  }

  #triable(parked: ParkedRef): Parked | undefined {
    const row = this.#parked.get(parkedId(parked));
    return row?.status === 'parked' ? undefined : row;
  }

  #checkMoves(moves: readonly CursorMove[]): void {
    for (const move of moves) {
      const cursor = this.#cursors.get(idOf(move));
      if (cursor?.token !== move.token || cursor.position !== move.from) throw new StaleLeaseError(idOf(move));
    }
  }

  #isAlive(host: string | undefined): boolean {
    return host !== undefined && (this.#heartbeats.get(host)?.expiresAt ?? -1) > this.#clock.now();
  }

  #checkFailure(text: string): void {
    if (this.refusesFailure(text)) throw new Error('invalid byte sequence');
  }

  #check(): void {
    if (this.outage) throw this.outage;
  }
}
