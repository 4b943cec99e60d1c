import type { Shape, Slot } from '@multilith/contract/lock';

/** A shape inside another one. */
export interface Child {
  /** Leads to the child from its parent; the same for the same place in another version of the parent. */
  readonly step: string;
  readonly slot: Slot;
  /** For an option of a union: its discriminator, which needs no number because the option implies its value. */
  readonly discriminator?: string | undefined;
}

/**
 * The shapes directly inside a shape, except for keys of records, which are texts.
 *
 * @param removed whether to add the fields that an object once had
 */
export function childrenOf(shape: Shape, removed: 'with removed' | 'present' = 'present'): Child[] {
  switch (shape.type) {
    case 'array':
      return [{ step: '[]', slot: shape.item }];
    case 'tuple':
      return [
        ...shape.items.map((slot, index) => ({ step: `[${index}]`, slot })),
        ...(shape.rest ? [{ step: '[]', slot: shape.rest }] : []),
      ];
    case 'record':
      return [{ step: '{}', slot: shape.value }];
    case 'object': {
      const gone = removed === 'with removed' ? shape.removed : undefined;
      return [
        ...Object.entries({ ...gone, ...shape.fields }).map(([name, slot]) => ({ step: `.${name}`, slot })),
        ...(typeof shape.others === 'object' ? [{ step: '{}', slot: shape.others }] : []),
      ];
    }
    case 'union':
      return shape.options.map(({ tag, shape: option }, index) => ({
        step: `<${tag ?? index}>`,
        slot: { shape: option },
        discriminator: shape.discriminator,
      }));
    default:
      return [];
  }
}

/** Returns the shape with other shapes inside it. */
export function withChildren(shape: Shape, change: (child: Child) => Shape): Shape {
  const changed = new Map(childrenOf(shape).map((child) => [child.step, change(child)]));
  const slot = <S extends Slot>(step: string, before: S): S => ({ ...before, shape: changed.get(step)! });
  switch (shape.type) {
    case 'array':
      return { ...shape, item: slot('[]', shape.item) };
    case 'tuple': {
      const items = shape.items.map((item, index) => slot(`[${index}]`, item));
      return { ...shape, items, ...(shape.rest && { rest: slot('[]', shape.rest) }) };
    }
    case 'record':
      return { ...shape, value: slot('{}', shape.value) };
    case 'object': {
      const fields = Object.entries(shape.fields).map(([name, field]) => [name, slot(`.${name}`, field)] as const);
      const { others } = shape;
      return {
        ...shape,
        fields: Object.fromEntries(fields),
        ...(typeof others === 'object' && { others: slot('{}', others) }),
      };
    }
    case 'union': {
      const options = shape.options.map((option, index) => slot(`<${option.tag ?? index}>`, option));
      return { ...shape, options };
    }
    default:
      return shape;
  }
}
