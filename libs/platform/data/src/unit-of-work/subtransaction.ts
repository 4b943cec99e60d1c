/**
 * The origin of a subtransaction: a command that joined, `manager.transaction(…)`, or a manually controlled query
 * runner. `root` is the whole transaction.
 */
export type SubtransactionKind = 'root' | 'command' | 'transaction' | 'runner';

/** A part of a transaction that can be undone without the rest. */
export class Subtransaction {
  /**
   * Set by its first statement; not needed without statements. Subtransactions that begin together share a savepoint.
   */
  savepoint: string | undefined;
  /** Whether it has written or published anything. */
  hasWritten = false;
  /** `kept`: merged into its parent; `undone`: rolled back. */
  state: 'open' | 'kept' | 'undone' = 'open';
  readonly #waiting: (() => void)[] = [];

  readonly kind: SubtransactionKind;
  /** The enclosing subtransaction; `undefined` for the root. */
  readonly parent: Subtransaction | undefined;
  /** The query runner that has to end it; `undefined` for other kinds. */
  readonly owner: object | undefined;

  constructor(kind: SubtransactionKind, parent: Subtransaction | undefined, owner?: object) {
    this.kind = kind;
    this.parent = parent;
    this.owner = owner;
  }

  /** Whether it has an effect that an undo would revert. */
  get hasEffect(): boolean {
    return this.savepoint !== undefined || this.hasWritten;
  }

  /** Whether this is inside another subtransaction, or is the same one. */
  isWithin(other: Subtransaction): boolean {
    // oxlint-disable-next-line typescript/no-this-alias -- the walk starts here
    for (let part: Subtransaction | undefined = this; part; part = part.parent) if (part === other) return true;
    return false;
  }

  /** Resolves when it is kept or undone. */
  whenEnded(): Promise<void> {
    return new Promise((resolve) => void this.#waiting.push(resolve));
  }

  /** Resolves {@link whenEnded}. */
  ended(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
