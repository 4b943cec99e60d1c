import type { BigintShape, NumberShape, Shape } from '../../shape/shape.js';
import type { ScalarForm } from './form.js';

export const TEXT: ScalarForm = { kind: 'scalar', type: 'string', holds: 'text' };
export const JSON_TEXT: ScalarForm = { kind: 'scalar', type: 'string', holds: 'json' };
export const BOOLEAN: ScalarForm = { kind: 'scalar', type: 'bool', holds: 'boolean' };
export const BYTES: ScalarForm = { kind: 'scalar', type: 'bytes', holds: 'bytes' };
export const INTEGER: ScalarForm = { kind: 'scalar', type: 'int64', holds: 'number' };
export const DOUBLE: ScalarForm = { kind: 'scalar', type: 'double', holds: 'number' };
const DECIMAL: ScalarForm = { kind: 'scalar', type: 'string', holds: 'decimal' };
const INT64: ScalarForm = { kind: 'scalar', type: 'int64', holds: 'bigint' };
const UINT64: ScalarForm = { kind: 'scalar', type: 'uint64', holds: 'bigint' };

/** Numbers that are integers travel as int64 whatever their bounds, so that a bound can change. */
export const numberForm = ({ integer }: NumberShape): ScalarForm => (integer ? INTEGER : DOUBLE);

/** Bigints travel as int64 or uint64 if their bounds fit, else as decimal text. */
export function bigintForm({ min, max }: BigintShape): ScalarForm {
  if (min === undefined || max === undefined) return DECIMAL;
  const [least, most] = [BigInt(min), BigInt(max)];
  if (least >= -(2n ** 63n) && most < 2n ** 63n) return INT64;
  return least >= 0n && most < 2n ** 64n ? UINT64 : DECIMAL;
}

/** The JSON types of the options that a plain union can have. */
export type JsonType = 'text' | 'number' | 'boolean';

/** Returns the JSON types that the values of a shape have; `undefined` if a value can have another type. */
export function jsonTypesOf(shape: Shape): ReadonlySet<JsonType> | undefined {
  switch (shape.type) {
    case 'string':
    case 'enum':
      return new Set(['text']);
    case 'number':
      return new Set(['number']);
    case 'boolean':
      return new Set(['boolean']);
    case 'literal':
      return new Set(shape.values.map(typeOfLiteral));
    case 'union': {
      if (shape.discriminator !== undefined) return undefined;
      const types = new Set<JsonType>();
      for (const option of shape.options) {
        const known = jsonTypesOf(option.shape);
        if (!known) return undefined;
        for (const type of known) types.add(type);
      }
      return types;
    }
    default:
      return undefined;
  }
}

/** Whether all numbers that a union or literal allows are integers. */
export function isIntegral(shape: Shape): boolean {
  if (shape.type === 'number') return shape.integer === true;
  if (shape.type === 'literal') return shape.values.every((value) => Number.isSafeInteger(value));
  return shape.type === 'union' && shape.options.every((option) => isIntegral(option.shape));
}

/** A fixed text that a shape allows, and its number if the lock has one. */
export interface FixedText {
  readonly value: string;
  readonly number: number | undefined;
}

/** Returns the texts that a shape allows if there is a fixed list of them; `undefined` for other shapes. */
export function fixedTextsOf(shape: Shape): readonly FixedText[] | undefined {
  switch (shape.type) {
    case 'enum':
      return shape.open ? undefined : shape.values.map((value) => ({ value, number: shape.numbers?.[value] }));
    case 'literal':
      return shape.values.every((value) => typeof value === 'string')
        ? shape.values.map((value) => ({ value, number: undefined }))
        : undefined;
    case 'union': {
      if (shape.discriminator !== undefined) return undefined;
      const lists = shape.options.map((option) =>
        fixedTextsOf(option.shape)?.map(({ value, number }) => ({ value, number: number ?? option.number })),
      );
      return lists.every((list) => list !== undefined) ? lists.flat() : undefined;
    }
    default:
      return undefined;
  }
}

const typeOfLiteral = (value: string | number | boolean): JsonType =>
  typeof value === 'string' ? 'text' : (typeof value as 'number' | 'boolean');
