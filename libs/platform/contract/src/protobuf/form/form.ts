import type { Shape } from '../../shape/shape.js';

/** How the values of a shape travel in protobuf. Recursive shapes give forms that refer to themselves. */
export type Form = ScalarForm | EnumForm | TimestampForm | NullForm | MessageForm;

/** A scalar type, and what its values stand for. */
export interface ScalarForm {
  readonly kind: 'scalar';
  readonly type: 'string' | 'int64' | 'uint64' | 'double' | 'bool' | 'bytes';
  /** `decimal` is a bigint as text, `json` a JSON value as text. */
  readonly holds: 'text' | 'json' | 'decimal' | 'number' | 'bigint' | 'boolean' | 'bytes';
}

/** An enum of texts. Number 0 is `…_UNSPECIFIED` and stands for no value. */
export interface EnumForm {
  readonly kind: 'enum';
  readonly shape: Shape;
  /** In the order of their numbers. */
  readonly values: readonly EnumValue[];
  readonly removed: readonly EnumValue[];
}

/** A value of an enum. */
export interface EnumValue {
  readonly value: string;
  readonly number: number;
  /** In upper snake case, without the prefix that the enum's name gives. */
  readonly name: string;
}

/** `google.protobuf.Timestamp`, in whole milliseconds. */
export interface TimestampForm {
  readonly kind: 'timestamp';
}

/** `google.protobuf.NullValue`. */
export interface NullForm {
  readonly kind: 'null';
}

/**
 * A message.
 *
 * - `object`: one field per property.
 * - `union`: a oneof `kind` with a field per option of a discriminated union; the discriminator is not sent.
 * - `choice`: a oneof `kind` of text, number and boolean.
 * - `tuple`: a field per place.
 * - `wrapper`: one field, for what cannot stand where the value stands: a list in a list, an optional list, null in a list.
 *   Also the answer of a request that is not a plain object.
 */
export interface MessageForm {
  readonly kind: 'message';
  readonly of: 'object' | 'union' | 'choice' | 'tuple' | 'wrapper';
  /** The shape; that of the content for a wrapper. */
  readonly shape: Shape;
  /** In the order of their numbers. */
  readonly fields: readonly FormField[];
  readonly removed: readonly RemovedField[];
  /** For the option of a union: the discriminator, which is not sent because the option says it. */
  readonly implied?: { readonly key: string; readonly value: string | number | boolean | null };
}

/** A field of a message. */
export interface FormField {
  readonly number: number;
  /** In lower snake case. */
  readonly name: string;
  /**
   * The property of an object, the tag of an option, the place in a tuple (`0`, `1`, …; `rest`), the type in a choice
   * (`text`, `number`, `boolean`); `items`, `entries` or `value` in a wrapper.
   */
  readonly key: string;
  /**
   * - `required`: always sent.
   * - `optional`: has presence; what is absent is `null` if `nullable` is set and missing otherwise.
   * - `repeated`, `map` (keys are text): of the form.
   * - `option`: member of the oneof `kind`.
   */
  readonly label: 'required' | 'optional' | 'repeated' | 'map' | 'option';
  readonly nullable: boolean;
  readonly form: Form;
  /** The shape of the field's value, lists included. */
  readonly shape: Shape;
}

/** A field that was removed. Its number and name are reserved. */
export interface RemovedField {
  readonly number: number;
  readonly name: string;
}
