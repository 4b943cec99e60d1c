import type { EnumShape, LiteralShape, NullShape, Shape, Slot, UnionOption, UnionShape } from './shape.js';

type Scalar = string | number | boolean | null;

/** The shape of fixed values: texts are an enum, null makes the others nullable. */
export function literalShape(values: readonly Scalar[]): {
  shape: EnumShape | LiteralShape | NullShape;
  nullable: boolean;
} {
  const present = [...new Set(values)].filter((value) => value !== null);
  const nullable = present.length < new Set(values).size;
  if (present.length === 0) return { shape: { type: 'null' }, nullable: false };
  const shape: EnumShape | LiteralShape = present.every((value) => typeof value === 'string')
    ? { type: 'enum', values: present }
    : { type: 'literal', values: present };
  return { shape, nullable };
}

/** The shape of a union without a discriminator: of its options, those of unions inside it, and without null. */
export function flattened(slots: readonly Slot[]): Slot {
  const shapes = slots.flatMap(({ shape }) =>
    isFlattened(shape) ? shape.options.map((option) => option.shape) : [shape],
  );
  const present = withoutNull(shapes);
  const nullable = present.length < shapes.length || slots.some((slot) => slot.nullable);
  const texts = present.filter(isFinalEnum);
  const options = texts.length < 2 ? present : [mergedEnum(texts), ...present.filter((shape) => !isFinalEnum(shape))];
  const shape: Shape =
    options.length === 0
      ? { type: 'null' }
      : options.length === 1
        ? options[0]!
        : { type: 'union', options: options.map((option): UnionOption => ({ shape: option })) };
  return nullable && shape.type !== 'null' ? { shape, nullable } : { shape };
}

/** Whether the options of a union become those of the union around it. */
export const isFlattened = (shape: Shape): shape is UnionShape =>
  shape.type === 'union' && shape.discriminator === undefined && !shape.refined;

const withoutNull = (shapes: readonly Shape[]): Shape[] => shapes.filter(({ type }) => type !== 'null');

/** Enums with rules of their own stay apart. */
const isFinalEnum = (shape: Shape): shape is EnumShape =>
  shape.type === 'enum' && !shape.open && !shape.refined && shape.personal === undefined;

const mergedEnum = (enums: readonly EnumShape[]): EnumShape => ({
  type: 'enum',
  values: [...new Set(enums.flatMap(({ values }) => values))],
});
