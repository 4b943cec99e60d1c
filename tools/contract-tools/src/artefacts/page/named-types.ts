import type { Shape, Slot } from '@multilith/contract/lock';
import { byText } from '../../lock/by-text.js';

/** The named types inside some values, by name, in the order of names. */
export function namedTypes(slots: Iterable<Slot>): [name: string, shape: Shape][] {
  const found = new Map<string, Shape>();
  const visit = (shape: Shape): void => {
    if (shape.name !== undefined && shape.type !== 'ref') {
      if (found.has(shape.name)) return;
      found.set(shape.name, shape);
    }
    switch (shape.type) {
      case 'array':
        return visit(shape.item.shape);
      case 'tuple':
        return [...shape.items, ...(shape.rest ? [shape.rest] : [])].forEach((item) => visit(item.shape));
      case 'record':
        visit(shape.key);
        return visit(shape.value.shape);
      case 'object':
        Object.values(shape.fields).forEach((field) => visit(field.shape));
        return typeof shape.others === 'object' ? visit(shape.others.shape) : undefined;
      case 'union':
        return shape.options.forEach((option) => visit(option.shape));
      default:
    }
  };
  for (const { shape } of slots) visit(shape);
  return [...found].sort(([a], [b]) => byText(a, b));
}
