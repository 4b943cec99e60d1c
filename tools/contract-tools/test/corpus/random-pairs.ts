import { bytes, openEnum } from '@multilith/contract';
import { z } from 'zod';

/** A schema as data, so that it can be changed in one place. */
type Plan =
  | {
      readonly is: 'text';
      readonly min?: number;
      readonly max?: number;
      readonly trim?: boolean;
      readonly format?: 'uuid' | 'email';
      readonly pattern?: RegExp;
    }
  | {
      readonly is: 'number';
      readonly whole: boolean;
      readonly min?: number;
      readonly max?: number;
      readonly above?: boolean;
      readonly step?: number;
    }
  | { readonly is: 'flag' | 'date' | 'bigint' | 'bytes' | 'json' }
  | { readonly is: 'enum'; readonly values: readonly string[]; readonly open?: boolean }
  | { readonly is: 'literal'; readonly value: string | number | boolean }
  | { readonly is: 'list'; readonly item: Plan; readonly min?: number; readonly max?: number }
  | { readonly is: 'tuple'; readonly items: readonly Plan[]; readonly rest?: Plan }
  | { readonly is: 'record'; readonly keys?: readonly string[]; readonly partial?: boolean; readonly value: Plan }
  | { readonly is: 'object'; readonly fields: Readonly<Record<string, PlannedField>>; readonly strict?: boolean }
  | { readonly is: 'tagged'; readonly options: Readonly<Record<string, Readonly<Record<string, PlannedField>>>> }
  | { readonly is: 'either'; readonly options: readonly Plan[] };

interface PlannedField {
  readonly plan: Plan;
  readonly presence: 'required' | 'optional' | 'nullable' | 'default';
}

/** A schema and what a change made of it. */
export interface RandomPair {
  readonly before: z.ZodType;
  readonly after: z.ZodType;
  /** Both schemas, for the message of a failed test. */
  readonly description: string;
}

/** Makes schemas and changes of them from a seed: the same seed gives the same pairs. */
export class RandomPairs {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  next(): RandomPair {
    const before = this.#object(2);
    let after: Plan = before;
    for (let changes = 1 + this.#below(2); changes > 0; changes--) after = this.#changed(after);
    const text = (plan: Plan): string =>
      JSON.stringify(plan, (_key, value: unknown) => (value instanceof RegExp ? String(value) : value));
    return { before: schemaOf(before), after: schemaOf(after), description: `${text(before)}\n→ ${text(after)}` };
  }

  /** A whole number from 0, below a bound (mulberry32). */
  #below(bound: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % bound;
  }
  #one<const T>(...all: readonly T[]): T {
    return all[this.#below(all.length)]!;
  }
  #maybe(): boolean {
    return this.#below(2) === 0;
  }

  #plan(depth: number): Plan {
    const scalar = this.#below(7) > 2 || depth === 0;
    if (scalar) return this.#scalar();
    switch (this.#below(6)) {
      case 0:
        return { is: 'list', item: this.#plan(depth - 1), ...this.#bounds(0, 3) };
      case 1:
        return { is: 'tuple', items: [this.#scalar(), this.#scalar()], ...(this.#maybe() && { rest: this.#scalar() }) };
      case 2:
        return this.#maybe()
          ? { is: 'record', value: this.#plan(depth - 1) }
          : { is: 'record', keys: this.#values(), partial: this.#maybe(), value: this.#scalar() };
      case 3:
        return { is: 'tagged', options: Object.fromEntries(this.#values().map((tag) => [tag, this.#fields(1)])) };
      case 4:
        return {
          is: 'either',
          options: [this.#text(), this.#number(), ...(this.#maybe() ? [{ is: 'flag' } as const] : [])],
        };
      default:
        return this.#object(depth - 1);
    }
  }

  #scalar(): Plan {
    switch (this.#below(9)) {
      case 0:
      case 1:
        return this.#text();
      case 2:
      case 3:
        return this.#number();
      case 4:
        return { is: 'enum', values: this.#values(), open: this.#below(4) === 0 };
      case 5:
        return { is: 'literal', value: this.#one<string | number | boolean>('a', 'b', 1, true) };
      default:
        return { is: this.#one('flag', 'date', 'bigint', 'bytes', 'json') };
    }
  }

  #text(): Plan {
    const rule = this.#below(6);
    if (rule === 0) return { is: 'text', format: this.#one('uuid', 'email') };
    if (rule === 1) return { is: 'text', pattern: this.#one(/^[a-z]+$/, /^[a-c]{1,3}$/, /^\d*$/) };
    return { is: 'text', ...this.#bounds(0, 4), trim: this.#below(4) === 0 };
  }
  #number(): Plan {
    const whole = this.#maybe();
    const step = this.#below(6) === 0 ? { step: this.#one(1, 2, 5, 0.5) } : {};
    return { is: 'number', whole, ...this.#bounds(-3, 3), ...step, above: this.#below(4) === 0 };
  }
  #bounds(low: number, high: number): { min?: number; max?: number } {
    return {
      ...(this.#maybe() && { min: low + this.#below(3) }),
      ...(this.#maybe() && { max: high + this.#below(3) }),
    };
  }
  #values(): string[] {
    const values = ['a', 'b', 'c', 'd'].filter(() => this.#maybe());
    return values.length > 0 ? values : ['a'];
  }

  #object(depth: number): Plan {
    return { is: 'object', fields: this.#fields(depth), strict: this.#below(6) === 0 };
  }
  #fields(depth: number): Record<string, PlannedField> {
    const names = ['id', 'note', 'total', 'extra'].filter(() => this.#maybe());
    return Object.fromEntries(names.map((name) => [name, this.#field(depth)]));
  }
  #field(depth: number): PlannedField {
    return { plan: this.#plan(depth), presence: this.#one('required', 'required', 'optional', 'nullable', 'default') };
  }

  /** Changes one place. */
  #changed(plan: Plan): Plan {
    if (plan.is !== 'object' && this.#below(5) === 0) return this.#plan(1);
    switch (plan.is) {
      case 'text':
        return this.#below(3) === 0 ? this.#text() : { ...plan, ...this.#bounds(0, 4) };
      case 'number':
        return this.#below(3) === 0 ? this.#number() : { ...plan, ...this.#bounds(-3, 3) };
      case 'enum':
        return this.#below(4) === 0 ? { ...plan, open: !plan.open } : { ...plan, values: this.#values() };
      case 'list':
        return this.#maybe() ? { ...plan, ...this.#bounds(0, 3) } : { ...plan, item: this.#changed(plan.item) };
      case 'tuple':
        return { ...plan, items: plan.items.map((item) => (this.#maybe() ? item : this.#changed(item))) };
      case 'record':
        return plan.keys && this.#maybe()
          ? { ...plan, keys: this.#values(), partial: this.#maybe() }
          : { ...plan, value: this.#changed(plan.value) };
      case 'tagged': {
        const options = Object.entries(plan.options).map(
          ([tag, fields]) => [tag, this.#changedFields(fields)] as const,
        );
        return { ...plan, options: Object.fromEntries(this.#maybe() ? options : [...options, ['d', this.#fields(1)]]) };
      }
      case 'either':
        return this.#maybe()
          ? plan.options[0]!
          : { ...plan, options: plan.options.map((option) => this.#changed(option)) };
      case 'object':
        return this.#below(8) === 0
          ? { ...plan, strict: !plan.strict }
          : { ...plan, fields: this.#changedFields(plan.fields) };
      default:
        return this.#scalar();
    }
  }
  #changedFields(fields: Readonly<Record<string, PlannedField>>): Record<string, PlannedField> {
    const names = Object.keys(fields);
    const name = names[this.#below(Math.max(1, names.length))];
    const change = this.#below(6);
    if (name === undefined || change === 0) return { ...fields, [this.#one('note', 'more')]: this.#field(1) };
    const { [name]: field, ...others } = fields;
    if (change === 1) return others;
    if (change === 2) return { ...others, [`${name}s`]: field! };
    if (change === 3)
      return { ...fields, [name]: { ...field!, presence: this.#one('required', 'optional', 'nullable', 'default') } };
    return { ...fields, [name]: { ...field!, plan: this.#changed(field!.plan) } };
  }
}

function schemaOf(plan: Plan): z.ZodType {
  switch (plan.is) {
    case 'text': {
      if (plan.format) return plan.format === 'uuid' ? z.uuid() : z.email();
      let text = plan.trim ? z.string().trim() : z.string();
      if (plan.pattern) text = text.regex(plan.pattern);
      if (plan.min !== undefined) text = text.min(plan.min);
      return plan.max === undefined ? text : text.max(plan.max);
    }
    case 'number': {
      let number: z.ZodNumber = plan.whole ? z.int() : z.number();
      if (plan.min !== undefined) number = plan.above ? number.gt(plan.min) : number.min(plan.min);
      if (plan.max !== undefined) number = number.max(plan.max);
      return plan.step === undefined ? number : number.multipleOf(plan.step);
    }
    case 'flag':
      return z.boolean();
    case 'date':
      return z.date();
    case 'bigint':
      return z.bigint();
    case 'bytes':
      return bytes();
    case 'json':
      return z.json();
    case 'enum':
      return plan.open ? openEnum(plan.values as [string]) : z.enum(plan.values as [string]);
    case 'literal':
      return z.literal(plan.value);
    case 'list': {
      let list = z.array(schemaOf(plan.item));
      if (plan.min !== undefined) list = list.min(plan.min);
      return plan.max === undefined ? list : list.max(plan.max);
    }
    case 'tuple': {
      const items = plan.items.map(schemaOf) as [z.ZodType];
      return plan.rest ? z.tuple(items, schemaOf(plan.rest)) : z.tuple(items);
    }
    case 'record': {
      if (!plan.keys) return z.record(z.string(), schemaOf(plan.value));
      const keys = z.enum(plan.keys as [string]);
      return plan.partial ? z.partialRecord(keys, schemaOf(plan.value)) : z.record(keys, schemaOf(plan.value));
    }
    case 'object':
      return plan.strict ? z.strictObject(fieldsOf(plan.fields)) : z.object(fieldsOf(plan.fields));
    case 'tagged':
      return z.discriminatedUnion(
        'kind',
        Object.entries(plan.options).map(([tag, fields]) =>
          z.object({ ...fieldsOf(fields), kind: z.literal(tag) }),
        ) as unknown as [z.ZodObject],
      );
    case 'either':
      return z.union(plan.options.map(schemaOf) as [z.ZodType]);
  }
}

const fieldsOf = (fields: Readonly<Record<string, PlannedField>>): z.ZodRawShape =>
  Object.fromEntries(
    Object.entries(fields).map(([name, { plan, presence }]) => {
      const schema = schemaOf(plan);
      if (presence === 'optional') return [name, schema.optional()];
      if (presence === 'nullable') return [name, schema.nullable()];
      const value =
        presence === 'default'
          ? [null, '', 'a', 'abc', 0, 1, 5, true, [], {}].find((each) => schema.safeParse(each).success)
          : undefined;
      return [name, value === undefined ? schema : schema.default(value as never)];
    }),
  );
