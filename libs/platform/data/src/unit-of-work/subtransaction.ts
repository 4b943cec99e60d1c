/**
 * Who opened a part of a transaction: a command that joined it, `manager.transaction(…)`, or a query runner that is
 * driven by hand. `root` is the whole transaction.
 */
export type SubtransactionKind = 'root' | 'command' | 'transaction' | 'runner';

/** A part of a transaction that can be undone without the rest. */
export class Subtransaction {
  /** Set by its first statement; a part that runs none needs none. Parts that begin together share one. */
  savepoint: string | undefined;
  /** Whether it has written or published anything. */
  hasWritten = false;
  /** `kept` is part of what it was opened in now, `undone` has left nothing. */
  state: 'open' | 'kept' | 'undone' = 'open';
  readonly #waiting: (() => void)[] = [];

  readonly kind: SubtransactionKind;
  /** What it was opened in; `undefined` for the root. */
  readonly parent: Subtransaction | undefined;
  /** Who has to end it if a query runner is driven by hand. */
  readonly owner: object | undefined;

  constructor(kind: SubtransactionKind, parent: Subtransaction | undefined, owner?: object) {
    this.kind = kind;
    this.parent = parent;
    this.owner = owner;
  }

  /** Whether there is anything that an undo would take back. */
  get hasEffect(): boolean {
    return this.savepoint !== undefined || this.hasWritten;
  }

  /** Whether this is a part of another one, or that one itself. */
  isWithin(other: Subtransaction): boolean {
    // oxlint-disable-next-line typescript/no-this-alias -- the walk starts here
    for (let part: Subtransaction | undefined = this; part; part = part.parent) if (part === other) return true;
    return false;
  }

  /** Resolves when it has ended and what it did is kept or undone. */
  whenEnded(): Promise<void> {
    return new Promise((resolve) => void this.#waiting.push(resolve));
  }

  /** Lets those go on that wait for its end. */
  ended(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
