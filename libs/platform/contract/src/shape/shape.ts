import type { JsonValue } from '../wire/wire-form.js';

/**
 * What a schema accepts, as plain JSON: the form in which a lock keeps it, gates compare it and artefacts are generated
 * from it. It describes the values as they travel, so a codec has the shape of its input side.
 */
export type Shape =
  | StringShape
  | NumberShape
  | BigintShape
  | BooleanShape
  | NullShape
  | DateShape
  | BytesShape
  | EnumShape
  | LiteralShape
  | ArrayShape
  | TupleShape
  | RecordShape
  | ObjectShape
  | UnionShape
  | JsonShape
  | VoidShape
  | RefShape;

/** Properties that every shape may have. */
export interface ShapeBase {
  /**
   * Number of rules that cannot be seen from outside: refinements, and the code of a codec with each rule behind it.
   * Default 0.
   */
  readonly refined?: number;
  /** Description of the schema (`.describe()` or `.meta()`), for generated pages. Not part of the fingerprint. */
  readonly description?: string;
  /** Whether it is marked by `personal()`. */
  readonly personal?: true;
  /** Name of the type in generated artefacts: that of the export, or of `.meta({ id })`. Not part of the fingerprint. */
  readonly name?: string;
}

/** Text. Lengths are in characters (code points), as Zod counts them. */
export interface StringShape extends ShapeBase {
  readonly type: 'string';
  readonly minLength?: number;
  readonly maxLength?: number;
  /** Sources and flags of regular expressions, like `/^\P{C}*$/u`. */
  readonly patterns?: readonly string[];
  /** A format of Zod, like `uuid`, with its options, like `datetime(offset, precision=3)`. */
  readonly format?: string;
  /** Changes that reading makes, in order: `trim`, `lowercase`, `uppercase`, `other`. */
  readonly normalized?: readonly string[];
}

/** A finite number. */
export interface NumberShape extends ShapeBase {
  readonly type: 'number';
  /** Whether it is a safe integer. */
  readonly integer?: true;
  readonly min?: number;
  readonly max?: number;
  /** Whether `min` itself is excluded. */
  readonly exclusiveMin?: true;
  readonly exclusiveMax?: true;
  readonly multipleOf?: number;
}

/** A bigint; bounds in decimal. */
export interface BigintShape extends ShapeBase {
  readonly type: 'bigint';
  readonly min?: string;
  readonly max?: string;
}

export interface BooleanShape extends ShapeBase {
  readonly type: 'boolean';
}

export interface NullShape extends ShapeBase {
  readonly type: 'null';
}

/** A moment; bounds are ISO strings. */
export interface DateShape extends ShapeBase {
  readonly type: 'date';
  readonly min?: string;
  readonly max?: string;
}

/** Binary data. */
export interface BytesShape extends ShapeBase {
  readonly type: 'bytes';
  /** Maximum length in bytes. */
  readonly max?: number;
}

/** One of several texts: an enum, a text literal, or a union of them. */
export interface EnumShape extends ShapeBase {
  readonly type: 'enum';
  readonly values: readonly string[];
  /** Whether readers accept values that they do not know (`openEnum`). */
  readonly open?: true;
  /** Protobuf numbers by value; only in a lock, and not of an open enum, which is a string there. */
  readonly numbers?: Readonly<Record<string, number>>;
  /** Numbers of removed values, which are never used again; only in a lock. */
  readonly removed?: Readonly<Record<string, number>>;
}

/** One of several fixed values that are not all texts. `null` is not a value here: it makes the slot nullable. */
export interface LiteralShape extends ShapeBase {
  readonly type: 'literal';
  readonly values: readonly (string | number | boolean)[];
}

export interface ArrayShape extends ShapeBase {
  readonly type: 'array';
  readonly item: Slot;
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** A list whose places have their own shapes. */
export interface TupleShape extends ShapeBase {
  readonly type: 'tuple';
  /** The last items are `optional` if the list may end before them. */
  readonly items: readonly Slot[];
  readonly rest?: Slot;
}

/** An object with keys of one shape and values of one shape. */
export interface RecordShape extends ShapeBase {
  readonly type: 'record';
  /** With an enum or a literal, every value is a key that must be there, unless the value is `optional`. */
  readonly key: Shape;
  readonly value: Slot;
}

/** An object with named fields. */
export interface ObjectShape extends ShapeBase {
  readonly type: 'object';
  readonly fields: Readonly<Record<string, Field>>;
  /** What happens to other fields: `strip` (default), `refuse` (`z.strictObject`), or kept as this shape describes. */
  readonly others?: 'refuse' | Slot;
  /** Removed fields; only in a lock. Neither their numbers nor, in another shape, their names are used again. */
  readonly removed?: Readonly<Record<string, Field>>;
}

/** A value that may be missing or null. */
export interface Slot {
  readonly shape: Shape;
  /** Whether it may be missing. */
  readonly optional?: true;
  readonly nullable?: true;
}

/** A field of an object. */
export interface Field extends Slot {
  /** Value for a missing field, in its JSON form. A field with a default is `optional`. `$dynamic` if it is computed. */
  readonly default?: JsonValue;
  /** Protobuf field number; only in a lock. */
  readonly number?: number;
}

/** One of several shapes. */
export interface UnionShape extends ShapeBase {
  readonly type: 'union';
  /** The field that distinguishes options; `undefined` for values of different JSON types, such as text and number. */
  readonly discriminator?: string;
  /**
   * Options. With a discriminator there is one for each tag, and its object has the tag as the only value of the
   * discriminator's field.
   */
  readonly options: readonly UnionOption[];
  /**
   * Numbers of removed options; only in a lock. Options are known by their tag, those without a tag by what JSON tells them
   * apart by: `string`, `number`, `boolean`, `array`, `object`, and `string#2` for the second of a kind.
   */
  readonly removed?: Readonly<Record<string, number>>;
}

export interface UnionOption {
  /** Value of the discriminator, as text. */
  readonly tag?: string;
  readonly shape: Shape;
  /** Protobuf field number; only in a lock. */
  readonly number?: number;
}

/** Any JSON value (`z.json()`). */
export interface JsonShape extends ShapeBase {
  readonly type: 'json';
}

/** No value: the answer of a command without one. */
export interface VoidShape extends ShapeBase {
  readonly type: 'void';
}

/** The shape of an enclosing recursive type. */
export interface RefShape extends ShapeBase {
  readonly type: 'ref';
  /** How many objects and unions lie between: 0 is the nearest enclosing object or union. */
  readonly up: number;
}
