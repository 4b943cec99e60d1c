import type { Shape } from '@multilith/contract/lock';

/** Returns a value as the reports show it. */
export const show = (value: unknown): string => (value === undefined ? 'none' : JSON.stringify(value));

/** Returns a list as the reports show it: at most six entries. */
export const listed = (values: readonly unknown[]): string =>
  values.length <= 6
    ? values.map(show).join(', ')
    : `${values.slice(0, 5).map(show).join(', ')} and ${values.length - 5} more`;

/** Returns the kind of a shape in words. */
export function kindOf(shape: Shape): string {
  switch (shape.type) {
    case 'string':
      return 'text';
    case 'number':
      return shape.integer ? 'whole number' : 'number';
    case 'enum':
      return shape.open ? 'open enum' : 'enum';
    case 'literal':
      return shape.values.length === 1 ? `the value ${show(shape.values[0])}` : `one of ${listed(shape.values)}`;
    case 'array':
      return `list of ${kindOf(shape.item.shape)}`;
    case 'void':
      return 'no value';
    case 'ref':
      return 'recursive type';
    default:
      return shape.type;
  }
}
