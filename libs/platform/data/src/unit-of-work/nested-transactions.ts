import { AsyncLocalStorage } from 'node:async_hooks';
import { currentScope } from '../scope/call-scope.js';
import { startsOver } from './contention.js';
import { refuseLate } from '../scope/late-work.js';
import { Subtransaction, type SubtransactionKind } from './subtransaction.js';
import { aborted, nestedOverlap, startOver, unfinishedWork } from './transaction-errors.js';
import type { Transaction } from './transaction.js';

/** The subtransaction and transaction that code runs in. */
interface Place {
  readonly within: NestedTransactions;
  readonly part: Subtransaction;
  /** The enclosing place; a transaction of another context may lie in between. */
  readonly outer: Place | undefined;
}

const places = new AsyncLocalStorage<Place>();

/** The operation that code is about to do. A read leaves no effect, not even a lock. */
export type Step = 'read' | 'write' | 'nest' | 'join';

/**
 * Maximum wait for a concurrent command in the same transaction, in milliseconds; the deadline of the call may come
 * first.
 */
export const MAX_WAIT_MS = 30_000;

/**
 * The subtransactions of one transaction, which can be undone separately. PostgreSQL keeps savepoints on a stack and
 * cannot distinguish parallel callers: a statement from outside would land in the open savepoint and be undone with it.
 * So callers are distinguished by their async context. A statement outside a running command waits for its end; a
 * statement outside a running `manager.transaction(…)` is refused.
 *
 * A savepoint is sent with the first statement of its subtransaction, and its release with the next statement, so
 * neither costs a round trip.
 */
export class NestedTransactions {
  readonly #root = new Subtransaction('root', undefined);
  readonly #stack: Subtransaction[] = [this.#root];
  /** Savepoints to release before the next statement. */
  #unreleased: string[] = [];
  #savepoints = 0;

  readonly #context: string;
  readonly #transaction: Transaction;
  /** Drops the items that an undone subtransaction has gathered for the commit. */
  readonly #onUndone: (part: Subtransaction) => void;

  constructor(context: string, transaction: Transaction, onUndone: (part: Subtransaction) => void) {
    this.#context = context;
    this.#transaction = transaction;
    this.#onUndone = onUndone;
  }

  /** Whether the transaction has writes that were not undone. */
  get hasWritten(): boolean {
    return this.#stack.some((part) => part.hasWritten);
  }

  /** Why the transaction cannot commit because of an open subtransaction; `undefined` if it can. */
  get obstacle(): Error | undefined {
    return this.#leftOpenIn(this.#root);
  }

  /** The subtransaction of the running code. @throws MultilithError `LATE_WRITE` if it has ended */
  get current(): Subtransaction {
    return this.#stack[this.#currentIndex()]!;
  }

  /**
   * Runs an operation in the subtransaction of the running code, as soon as no concurrent command runs.
   *
   * @throws MultilithError `LATE_WRITE`, `NESTED_TRANSACTION`
   */
  async inTurn<T>(step: Step, work: (part: Subtransaction) => T | Promise<T>): Promise<T> {
    for (let blocker; (blocker = this.#blocker(step));) await this.#endOf(blocker);
    const index = this.#currentIndex();
    const beside = this.#stack[index + 1];
    if (!beside) return work(this.#stack[index]!);
    try {
      return await work(this.#stack[index]!);
    } catch (error) {
      // A concurrent command has just failed in the database: once it is undone, the read can be retried.
      if (!isAborted(error)) throw error;
      if (beside.state === 'open') await this.#endOf(beside);
      return this.inTurn(step, work);
    }
  }

  /** Runs work as a subtransaction: its effects are kept if it succeeds and undone if it fails. */
  async run<T>(kind: 'command' | 'transaction', work: () => Promise<T>): Promise<T> {
    return this.inTurn(kind === 'command' ? 'join' : 'nest', async (current) => {
      const part = this.#open(kind, current);
      const place = { within: this, part, outer: livePlace(places.getStore()) };
      try {
        const result = await places.run(place, work);
        await this.#keep(part);
        return result;
      } catch (error) {
        await this.#undo(part, error);
        throw error;
      }
    });
  }

  /** Opens a subtransaction for a manually controlled query runner. */
  begin(owner: object): Promise<void> {
    return this.inTurn('nest', (current) => void this.#open('runner', current, owner));
  }

  /** Keeps the subtransaction of a manually controlled query runner. */
  async commit(owner: object): Promise<void> {
    await this.#keep(await this.#ownedBy(owner, 'committed'));
  }

  /** Undoes the subtransaction of a manually controlled query runner. */
  async rollback(owner: object): Promise<void> {
    await this.#undo(await this.#ownedBy(owner, 'rolled back'), undefined);
  }

  /** Returns the statements that have to run before the next statement of a subtransaction. */
  statementsBefore(part: Subtransaction): string[] {
    const statements = this.#unreleased;
    this.#unreleased = [];
    if (part.savepoint || part === this.#root) return statements;
    const savepoint = `nested_${++this.#savepoints}`;
    // Enclosing subtransactions without a savepoint have run nothing either: one savepoint serves them all.
    for (let around = part; around !== this.#root && !around.savepoint; around = around.parent!)
      around.savepoint = savepoint;
    return [...statements, `SAVEPOINT ${savepoint}`];
  }

  /** Ends the transaction: open subtransactions have no effect any more, and waiting operations are refused. */
  end(): void {
    const open = this.#stack.splice(0);
    for (const part of open) part.state = 'undone';
    for (const part of open) part.ended();
  }

  isOver(): boolean {
    return this.#root.state !== 'open';
  }

  #open(kind: SubtransactionKind, parent: Subtransaction, owner?: object): Subtransaction {
    const part = new Subtransaction(kind, parent, owner);
    this.#stack.push(part);
    return part;
  }

  #own(): Subtransaction {
    for (let place = places.getStore(); place; place = place.outer) if (place.within === this) return place.part;
    return this.#root;
  }

  #currentIndex(): number {
    let own = this.#own();
    // Code that a kept command left running continues in the subtransaction of its caller.
    while (own.state === 'kept' && own.kind !== 'transaction') own = own.parent!;
    if (own.state !== 'open') throw refuseLate(this.#context, 'used a nested transaction');
    let index = this.#stack.indexOf(own);
    while (this.#stack[index + 1]?.kind === 'runner') index++;
    return index;
  }

  #blocker(step: Step): Subtransaction | undefined {
    const beside = this.#stack[this.#currentIndex() + 1];
    if (beside?.kind === 'transaction' && step !== 'join')
      throw nestedOverlap(
        this.#context,
        step === 'nest'
          ? 'two nested transactions that are not inside each other overlap'
          : 'a statement from outside a nested transaction ran while that was open',
      );
    return step === 'read' ? undefined : beside;
  }

  async #endOf(blocker: Subtransaction): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const { deadline = Infinity } = currentScope() ?? {};
    const wait = Math.max(0, Math.min(MAX_WAIT_MS, deadline - Date.now()));
    const patience = new Promise<never>((_, reject) => {
      const problem = `something waited ${wait} ms for a command that ran beside it in one transaction`;
      timer = setTimeout(() => reject(nestedOverlap(this.#context, problem)), wait);
    });
    try {
      await Promise.race([blocker.whenEnded(), patience]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #keep(part: Subtransaction): Promise<void> {
    // Includes statements that were not awaited, and their failures.
    await this.#transaction.idle();
    if (part.state !== 'open') {
      if (part.hasEffect) throw refuseLate(this.#context, 'used a nested transaction');
      return;
    }
    const { failure } = this.#transaction;
    const obstacle =
      this.#leftOpenIn(part) ?? (part.savepoint && failure ? aborted(this.#context, failure) : undefined);
    if (obstacle) throw obstacle;
    const { savepoint, parent } = part;
    if (savepoint && parent!.savepoint !== savepoint) this.#unreleased.push(`RELEASE SAVEPOINT ${savepoint}`);
    parent!.hasWritten ||= part.hasWritten;
    this.#remove(part, 'kept');
  }

  async #undo(part: Subtransaction, error: unknown): Promise<void> {
    if (part.state !== 'open') return;
    for (const inner of this.#stack.slice(this.#stack.indexOf(part))) inner.state = 'undone';
    this.#onUndone(part);
    const lost = part.kind === 'command' && [error, this.#transaction.failure].find(startsOver);
    if (lost) this.#transaction.doom(startOver(this.#context, lost));
    else if (part.savepoint) await this.#rollBackTo(part);
    this.#remove(part, 'undone');
  }

  /** If this fails, the transaction records the failure and cannot commit. */
  async #rollBackTo(part: Subtransaction): Promise<void> {
    const savepoint = part.savepoint!;
    // The rollback discards the savepoints inside it.
    this.#unreleased = [];
    await this.#transaction.run(`ROLLBACK TO SAVEPOINT ${savepoint}; RELEASE SAVEPOINT ${savepoint}`).then(
      () => this.#transaction.recovered(),
      () => {},
    );
    // Subtransactions that share the savepoint have run nothing else.
    for (let around = part; around.savepoint === savepoint; around = around.parent!) around.savepoint = undefined;
  }

  /** Removes a subtransaction and everything left open in it. */
  #remove(part: Subtransaction, state: 'kept' | 'undone'): void {
    const index = this.#stack.indexOf(part);
    if (index < 0) return;
    const gone = this.#stack.splice(index);
    part.state = state;
    for (const inner of gone) inner.ended();
  }

  #leftOpenIn(part: Subtransaction): Error | undefined {
    const inner = this.#stack.slice(this.#stack.indexOf(part) + 1);
    if (inner.some(({ kind }) => kind !== 'command'))
      return nestedOverlap(this.#context, 'a nested transaction was still open when what it was opened in ended');
    return inner.some(({ hasEffect }) => hasEffect) ? unfinishedWork(this.#context) : undefined;
  }

  async #ownedBy(owner: object, how: string): Promise<Subtransaction> {
    const part = this.#stack.findLast((candidate) => candidate.owner === owner);
    if (!part) throw nestedOverlap(this.#context, `a query runner ${how} a transaction that it had not started`);
    for (;;) {
      const inner = this.#stack[this.#stack.indexOf(part) + 1];
      if (!inner || part.state !== 'open') return part;
      if (inner.kind !== 'command' || this.#own().isWithin(inner))
        throw nestedOverlap(this.#context, 'a nested transaction ended before the ones inside it');
      await this.#endOf(inner);
    }
  }
}

/** Whether PostgreSQL refused a statement because an earlier one of the transaction failed. */
const isAborted = (error: unknown): boolean => (error as { code?: unknown } | undefined)?.code === '25P02';

/** Returns the innermost place whose transaction is open, so that chains of late work do not grow. */
function livePlace(place: Place | undefined): Place | undefined {
  while (place?.within.isOver()) place = place.outer;
  return place;
}
