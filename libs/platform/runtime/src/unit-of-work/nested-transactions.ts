import { AsyncLocalStorage } from 'node:async_hooks';
import { refuseLate } from './late-work.js';
import { nestedOverlap } from './transaction-errors.js';
import type { Transaction } from './transaction.js';

/** A savepoint, and who may work in it. */
interface Nested {
  readonly name: string;
  /** The transaction it is part of; work that it sets off elsewhere sees it too, but has nothing to do with it. */
  readonly within: NestedTransactions;
  /** Who has to end it where a query runner is driven by hand; `undefined` where a callback does. */
  readonly owner: object | undefined;
  /** Events published before it; later ones go with its rollback. */
  readonly eventsBefore: number;
  ended: boolean;
}

const running = new AsyncLocalStorage<Nested>();

/**
 * The savepoints of one transaction. PostgreSQL keeps them on a stack and knows nothing of parallel callers: a
 * statement from outside would land in whatever savepoint is open, and vanish with it. So callers are told apart by
 * their async context, and what overlaps is refused.
 */
export class NestedTransactions {
  readonly #stack: Nested[] = [];
  #count = 0;

  constructor(
    private readonly context: string,
    private readonly transaction: Transaction,
  ) {}

  get areOpen(): boolean {
    return this.#stack.length > 0;
  }

  /** @throws RuntimeError `NESTED_TRANSACTION`, `LATE_WRITE` when the caller may not work in the innermost savepoint */
  checkStatement(): void {
    if (this.#count === 0) return;
    const own = running.getStore();
    if (own?.within === this && own.ended) throw refuseLate(this.context, 'used a nested transaction');
    const top = this.#stack.at(-1);
    if (top && !top.owner && own !== top)
      throw nestedOverlap(this.context, 'a statement from outside a nested transaction ran while that was open');
  }

  /** Runs a function inside a savepoint. `undo` gets the number of events to keep when it fails. */
  async run<T>(events: number, work: () => Promise<T>, undo: (events: number) => void): Promise<T> {
    const nested = await this.#begin(undefined, events);
    try {
      const result = await running.run(nested, work);
      await this.#release(nested);
      return result;
    } catch (error) {
      await this.#rollback(nested, undo).catch(() => {});
      throw error;
    }
  }

  /** For a query runner that is driven by hand. */
  async begin(owner: object, events: number): Promise<void> {
    await this.#begin(owner, events);
  }

  async release(owner: object): Promise<void> {
    await this.#release(this.#ownedBy(owner, 'committed'));
  }

  async rollback(owner: object, undo: (events: number) => void): Promise<void> {
    await this.#rollback(this.#ownedBy(owner, 'rolled back'), undo);
  }

  async #begin(owner: object | undefined, eventsBefore: number): Promise<Nested> {
    const top = this.#stack.at(-1);
    if (top && !top.owner && running.getStore() !== top)
      throw nestedOverlap(this.context, 'two nested transactions that are not inside each other overlap');
    const nested: Nested = { name: `nested_${++this.#count}`, within: this, owner, eventsBefore, ended: false };
    this.#stack.push(nested);
    try {
      await this.transaction.run(`SAVEPOINT ${nested.name}`);
    } catch (error) {
      this.#remove(nested);
      throw error;
    }
    return nested;
  }

  async #release(nested: Nested): Promise<void> {
    this.#requireTop(nested);
    await this.transaction.run(`RELEASE SAVEPOINT ${nested.name}`);
    this.#remove(nested);
  }

  async #rollback(nested: Nested, undo: (events: number) => void): Promise<void> {
    this.#requireTop(nested);
    undo(nested.eventsBefore);
    try {
      await this.transaction.run(`ROLLBACK TO SAVEPOINT ${nested.name}; RELEASE SAVEPOINT ${nested.name}`);
      this.transaction.recovered();
    } finally {
      this.#remove(nested);
    }
  }

  #ownedBy(owner: object, how: string): Nested {
    const nested = this.#stack.findLast((candidate) => candidate.owner === owner);
    if (!nested) throw nestedOverlap(this.context, `a query runner ${how} a transaction that it had not started`);
    return nested;
  }

  #requireTop(nested: Nested): void {
    if (this.#stack.at(-1) !== nested)
      throw nestedOverlap(this.context, 'a nested transaction ended before the ones inside it');
  }

  #remove(nested: Nested): void {
    nested.ended = true;
    const index = this.#stack.indexOf(nested);
    if (index >= 0) this.#stack.splice(index, 1);
  }
}
