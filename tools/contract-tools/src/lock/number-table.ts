import type { ContractLock, EnumShape, Field, ObjectShape, Shape, UnionShape } from '@multilith/contract/lock';
import type { LockFault } from './lock-fault.js';
import { nextFieldNumber, nextValueNumber } from './next-number.js';
import { wireType } from './wire-type.js';

/** A shape as an earlier lock has it. */
export interface Earlier {
  readonly shape: Shape;
  /** Scope of its type names in that lock. */
  readonly scope: string;
  readonly lock: ContractLock;
}

/** The numbers of one type: of the fields of an object, the values of an enum or the options of a union. */
export class NumberTable {
  readonly #earlier: Earlier[] = [];
  #numbers: Map<string, number> | undefined;
  /** Numbers by name that earlier places of the type disagree about. */
  readonly #disputed = new Map<string, readonly [number, number]>();

  learn(earlier: readonly Earlier[]): void {
    this.#earlier.push(...earlier);
  }

  /** @param unnumbered a field that takes no number */
  fields(
    shape: ObjectShape,
    scope: string,
    unnumbered: string | undefined,
  ): { shape: ObjectShape; faults: Omit<LockFault, 'subject'>[] } {
    const names = Object.keys(shape.fields).filter((name) => name !== unnumbered);
    const numbers = this.#numbered(names, nextFieldNumber);
    const removed = this.#removedFields(scope, new Set(Object.keys(shape.fields)), numbers);
    const fields = Object.entries(shape.fields).map(([name, field]): [string, Field] => {
      const number = name === unnumbered ? undefined : numbers.get(name)!;
      return [name, number === undefined ? field : { ...field, number }];
    });
    return {
      shape: { ...shape, fields: Object.fromEntries(fields), ...(removed && { removed }) },
      faults: [...this.#disputes(), ...names.flatMap((name) => this.#reused(name, shape.fields[name]!, scope))],
    };
  }

  values(shape: EnumShape, scope: string): EnumShape {
    const numbers = this.#numbered(shape.values, nextValueNumber);
    const removed = this.#removedNames(scope, new Set(shape.values), numbers);
    return { ...shape, numbers: pick(numbers, shape.values), ...(removed && { removed }) };
  }

  options(shape: UnionShape, scope: string): UnionShape {
    const tags = shape.options.map(({ tag }) => tag!);
    const numbers = this.#numbered(tags, nextFieldNumber);
    const removed = this.#removedNames(scope, new Set(tags), numbers);
    const options = shape.options.map((option) => ({ ...option, number: numbers.get(option.tag!)! }));
    return { ...shape, options, ...(removed && { removed }) };
  }

  /** Returns the numbers of all names that ever had one, with new numbers for those of `names` that have none. */
  #numbered(names: readonly string[], next: (used: Iterable<number>) => number): ReadonlyMap<string, number> {
    const numbers = (this.#numbers ??= this.#known());
    for (const name of names) if (!numbers.has(name)) numbers.set(name, next(numbers.values()));
    return numbers;
  }

  #known(): Map<string, number> {
    const numbers = new Map<string, number>();
    const taken = new Set<number>();
    const sources = new Map<string, ContractLock>();
    for (const { shape, lock } of this.#earlier)
      for (const [name, number] of numbersIn(shape)) {
        const known = numbers.get(name);
        if (known !== undefined && known !== number && sources.get(name) === lock)
          this.#disputed.set(name, [known, number]);
        // Two branches that were merged may have given the same number to different names: the second gets another one.
        if (known !== undefined || taken.has(number)) continue;
        numbers.set(name, number);
        sources.set(name, lock);
        taken.add(number);
      }
    return numbers;
  }

  #disputes(): Omit<LockFault, 'subject'>[] {
    return [...this.#disputed].map(([name, [one, other]]) => ({
      code: 'LOCK_NUMBERS',
      problem: `the field '${name}' had number ${one} in one place and ${other} in another one, and now both places have one type.`,
      remedy:
        'Give one of the two places a schema of its own, or make a new version of its message. If nothing of it was ever deployed: `--renumber`.',
    }));
  }

  /** A field whose name was used for something else before. */
  #reused(name: string, field: Field, scope: string): Omit<LockFault, 'subject'>[] {
    const before = this.#earlier.filter((each) => each.scope === scope).map(({ shape }) => shape as ObjectShape);
    if (before.some(({ fields }) => Object.hasOwn(fields, name))) return [];
    const removed = before.flatMap((shape) => Object.entries(shape.removed ?? {})).find(([gone]) => gone === name)?.[1];
    if (!removed || wireType(removed) === wireType(field)) return [];
    return [
      {
        code: 'LOCK_NUMBERS',
        problem: `the field '${name}' was removed as ${wireType(removed)} and comes back as ${wireType(field)}; readers of old data would misread it.`,
        remedy:
          'Choose another name, or make a new version of the message. If the field was never deployed: `--renumber`.',
      },
    ];
  }

  #removedFields(
    scope: string,
    present: ReadonlySet<string>,
    numbers: ReadonlyMap<string, number>,
  ): ObjectShape['removed'] {
    const gone = new Map<string, Field>();
    for (const { shape, scope: own } of this.#earlier)
      if (own === scope && shape.type === 'object')
        for (const [name, field] of Object.entries({ ...shape.removed, ...shape.fields }))
          if (field.number !== undefined && !present.has(name) && !gone.has(name))
            gone.set(name, { ...field, number: numbers.get(name)! });
    return ordered(gone, (field) => field.number!);
  }

  #removedNames(
    scope: string,
    present: ReadonlySet<string>,
    numbers: ReadonlyMap<string, number>,
  ): Readonly<Record<string, number>> | undefined {
    const gone = new Map<string, number>();
    for (const { shape, scope: own } of this.#earlier)
      if (own === scope)
        for (const [name] of numbersIn(shape)) if (!present.has(name)) gone.set(name, numbers.get(name)!);
    return ordered(gone, (number) => number);
  }
}

/** What has a number in a shape, what was removed last. */
function numbersIn(shape: Shape): [string, number][] {
  switch (shape.type) {
    case 'object':
      return [...Object.entries(shape.fields), ...Object.entries(shape.removed ?? {})].flatMap(([name, { number }]) =>
        number === undefined ? [] : [[name, number]],
      );
    case 'enum':
      return [...Object.entries(shape.numbers ?? {}), ...Object.entries(shape.removed ?? {})];
    case 'union':
      return [
        ...shape.options.flatMap(({ tag, number }): [string, number][] =>
          tag === undefined || number === undefined ? [] : [[tag, number]],
        ),
        ...Object.entries(shape.removed ?? {}),
      ];
    default:
      return [];
  }
}

const pick = (numbers: ReadonlyMap<string, number>, names: readonly string[]): Record<string, number> =>
  Object.fromEntries(names.map((name) => [name, numbers.get(name)!]));

function ordered<T>(entries: ReadonlyMap<string, T>, numberOf: (value: T) => number): Record<string, T> | undefined {
  if (entries.size === 0) return undefined;
  return Object.fromEntries([...entries].sort(([, a], [, b]) => numberOf(a) - numberOf(b)));
}
