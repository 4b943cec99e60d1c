import type { ContractLock, Shape } from '@multilith/contract/lock';
import { childrenOf, withChildren } from './children.js';
import type { LockFault } from './lock-fault.js';
import { isNamed, namedShapes } from './named-shapes.js';
import { NumberTable, type Earlier } from './number-table.js';

/** A place in a contract whose shape gets numbers. */
export interface Root {
  /** Unique text for error messages, like `orders.OrderPlaced version 2, answer`. */
  readonly subject: string;
  /** Scope of type names: the messages of one version, or the errors. */
  readonly scope: string;
  readonly shape: Shape;
  /** Returns the shape that an earlier lock has in this place. */
  readonly before: (lock: ContractLock) => Shape | undefined;
}

/**
 * Gives fields, values of enums and options of unions their numbers: those they had in earlier locks, and new ones after
 * the highest that was ever used. Numbers of what is gone stay with it as `removed`. Types with a name have the same
 * numbers wherever they stand.
 */
export class Numbering {
  /** Why the result must not be used. */
  readonly faults: LockFault[] = [];
  readonly #histories: readonly ContractLock[];
  /** By the name of a type, or the place of a type without a name. */
  readonly #tables = new Map<string, NumberTable>();
  readonly #named = new Map<string, Earlier[]>();

  /** @param histories earlier locks; where they disagree, the first one holds */
  constructor(histories: readonly ContractLock[]) {
    this.#histories = histories;
    for (const lock of histories)
      for (const { name, shape, scope } of namedShapes(lock))
        this.#named.set(name, [...(this.#named.get(name) ?? []), { shape, scope, lock }]);
  }

  number(roots: readonly Root[]): Shape[] {
    // All earlier places of a type have to be known before its first place is numbered.
    for (const { subject, scope, shape, before } of roots) {
      const earlier = this.#histories.flatMap((lock): Earlier[] => {
        const found = before(lock);
        return found ? [{ shape: found, scope, lock }] : [];
      });
      this.#learn(shape, subject, earlier);
    }
    return roots.map(({ subject, scope, shape }) => this.#numbered(shape, subject, { subject, scope }));
  }

  #learn(shape: Shape, place: string, inPlace: readonly Earlier[], isOption = false): void {
    const key = keyOf(shape, place, isOption);
    const earlier = [...(key === place ? [] : (this.#named.get(shape.name!) ?? [])), ...inPlace];
    this.#table(key).learn(earlier.filter((each) => each.shape.type === shape.type));
    for (const { step, slot, discriminator } of childrenOf(shape)) {
      const before = earlier.flatMap((each) => {
        const same = childrenOf(each.shape, 'with removed').find((child) => child.step === step);
        return same ? [{ ...each, shape: same.slot.shape }] : [];
      });
      this.#learn(slot.shape, key + step, before, discriminator !== undefined);
    }
  }

  #numbered(shape: Shape, place: string, root: Pick<Root, 'subject' | 'scope'>, discriminator?: string): Shape {
    const key = keyOf(shape, place, discriminator !== undefined);
    const whole = withChildren(shape, (child) =>
      child.step === `.${discriminator}` && shape.type === 'object'
        ? child.slot.shape
        : this.#numbered(child.slot.shape, key + child.step, root, child.discriminator),
    );
    const table = this.#table(key);
    if (whole.type === 'enum' && !whole.open) return table.values(whole, root.scope);
    if (whole.type === 'union' && whole.discriminator !== undefined) return table.options(whole, root.scope);
    if (whole.type !== 'object') return whole;
    const { shape: object, faults } = table.fields(whole, root.scope, discriminator);
    this.faults.push(...faults.map((fault) => ({ subject: root.subject, ...fault })));
    return object;
  }

  #table(key: string): NumberTable {
    let table = this.#tables.get(key);
    if (!table) this.#tables.set(key, (table = new NumberTable()));
    return table;
  }
}

/** Options of unions are messages of their union, whatever the name of their schema. */
const keyOf = (shape: Shape, place: string, isOption: boolean): string =>
  isNamed(shape) && !isOption ? `type ${shape.name} ` : place;
