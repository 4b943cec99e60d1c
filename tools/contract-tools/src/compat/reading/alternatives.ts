import type { Shape, Slot } from '@multilith/contract/lock';

/** A shape with the objects and unions around it, outermost first: what recursive types in it refer to. */
export interface PlacedShape {
  readonly shape: Shape;
  readonly around: readonly Shape[];
}

/** A single fixed value, split off an enum, a literal or a boolean. */
export interface FixedValue {
  readonly value: string | number | boolean | null;
  /** Number of rules in code that the schema around it has. */
  readonly refined: number;
}

/**
 * Returns the shapes that a slot offers a reader: options of plain unions and null on their own, references resolved. Rules
 * in code of the whole hold for each of them.
 */
export function offered({ shape, nullable }: Slot, around: readonly Shape[]): readonly PlacedShape[] {
  const { refined = 0 } = shape;
  const shapes =
    shape.type === 'union' && shape.discriminator === undefined
      ? shape.options
          .flatMap((option) => offered({ shape: option.shape }, [...around, shape]))
          .map((placed) => ({ ...placed, shape: withRules(placed.shape, refined) }))
      : [resolved(shape, around)];
  return nullable ? [...shapes, { shape: withRules({ type: 'null' }, refined), around }] : shapes;
}

const withRules = (shape: Shape, refined: number): Shape =>
  refined === 0 ? shape : { ...shape, refined: (shape.refined ?? 0) + refined };

/** Returns what a slot may hold for a writer: shapes, and fixed values one by one. */
export function held(slot: Slot, around: readonly Shape[]): readonly (PlacedShape | FixedValue)[] {
  return offered(slot, around).flatMap((placed): readonly (PlacedShape | FixedValue)[] => {
    const { shape } = placed;
    const refined = shape.refined ?? 0;
    if (shape.type === 'boolean') return [true, false].map((value) => ({ value, refined }));
    if (shape.type === 'null') return [{ value: null, refined }];
    if (shape.type === 'literal' || (shape.type === 'enum' && !shape.open))
      return shape.values.map((value) => ({ value, refined }));
    return [placed];
  });
}

/** Whether recursive types can refer to a shape. */
export const isEnclosing = ({ type }: Shape): boolean => type === 'object' || type === 'union';

function resolved(shape: Shape, around: readonly Shape[]): PlacedShape {
  if (shape.type !== 'ref') return { shape, around };
  const index = around.length - 1 - shape.up;
  return { shape: around[index]!, around: around.slice(0, index) };
}
