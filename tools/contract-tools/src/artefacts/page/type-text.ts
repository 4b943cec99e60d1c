import type { Field, NumberShape, Shape, Slot, StringShape } from '@multilith/contract/lock';
import type { JsonValue } from '@multilith/contract';

/** Links to the section of a named type. */
export const typeLink = (name: string): string => `[${name}](#${name.toLowerCase()})`;

/** What kind of value a shape takes, as Markdown: `list of [OrderLine](#orderline)`. */
export function typeText(shape: Shape): string {
  if (shape.name !== undefined && shape.type !== 'ref') return typeLink(shape.name);
  switch (shape.type) {
    case 'string':
      return shape.format === undefined ? 'text' : `text: ${shape.format}`;
    case 'number':
      return shape.integer ? 'whole number' : 'number';
    case 'bigint':
      return 'big whole number';
    case 'boolean':
      return 'true or false';
    case 'null':
      return 'null';
    case 'date':
      return 'date and time';
    case 'bytes':
      return 'bytes';
    case 'enum':
      return `${shape.values.map((value) => code(value)).join(', ')}${shape.open ? ', or another text' : ''}`;
    case 'literal':
      return shape.values.map((value) => code(value)).join(', ');
    case 'array':
      return `list of ${slotText(shape.item)}`;
    case 'tuple': {
      const items = [...shape.items.map(slotText), ...(shape.rest ? [`more of ${slotText(shape.rest)}`] : [])];
      return `list: ${items.join(', ')}`;
    }
    case 'record':
      return `map of ${slotText(shape.value)}${shape.key.type === 'string' ? '' : ` by ${typeText(shape.key)}`}`;
    case 'object':
      return 'object';
    case 'union':
      return shape.discriminator === undefined
        ? shape.options.map((option) => typeText(option.shape)).join(' or ')
        : `object with ${code(shape.discriminator)}: ${shape.options.map(({ tag }) => code(tag ?? '')).join(', ')}`;
    case 'json':
      return 'any JSON';
    case 'void':
      return 'nothing';
    case 'ref':
      return 'the same type again';
  }
}

const slotText = ({ shape, nullable }: Slot): string => `${typeText(shape)}${nullable ? ' or null' : ''}`;

/** A value as it is written in a table. */
export const code = (value: JsonValue): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const fence = text.includes('`') ? '``' : '`';
  return `${fence}${text.replaceAll('|', '\\|') || ' '}${fence}`;
};

/** The rules of a field: whether it may be missing, its bounds, and that some rules are code. */
export function rulesText(field: Field): string {
  const { shape, optional, nullable } = field;
  const rules = [
    ...(field.default === undefined
      ? optional
        ? ['optional']
        : []
      : [field.default === '$dynamic' ? 'default: computed' : `default ${code(field.default)}`]),
    ...(nullable ? ['or null'] : []),
    // The rules of a named type are in its section.
    ...(shape.name === undefined ? shapeRules(shape) : shape.personal ? ['personal data'] : []),
  ];
  return rules.join('; ');
}

/** The rules of a value, without those of its parts. */
export function shapeRules(shape: Shape): string[] {
  return [
    ...boundsOf(shape),
    ...(shape.refined ? ['more rules in code'] : []),
    ...(shape.personal ? ['personal data'] : []),
  ];
}

function boundsOf(shape: Shape): string[] {
  switch (shape.type) {
    case 'string':
      return textRules(shape);
    case 'number':
      return numberRules(shape);
    case 'bigint':
    case 'date':
      return range(shape.min, shape.max, '');
    case 'bytes':
      return shape.max === undefined ? [] : [`at most ${grouped(shape.max)} bytes`];
    case 'array':
      return range(grouped(shape.minItems || undefined), grouped(shape.maxItems), 'item');
    case 'object':
      return shape.others === 'refuse'
        ? ['no other fields']
        : shape.others
          ? [`other fields: ${slotText(shape.others)}`]
          : [];
    default:
      return [];
  }
}

const CHANGES: Readonly<Record<string, string>> = {
  trim: 'trimmed',
  lowercase: 'becomes lower case',
  uppercase: 'becomes upper case',
  other: 'normalized',
};

const textRules = ({ minLength, maxLength, patterns = [], normalized = [] }: StringShape): string[] => [
  ...normalized.map((change) => CHANGES[change] ?? change),
  ...range(grouped(minLength || undefined), grouped(maxLength), 'character'),
  ...patterns.map((pattern) => code(pattern)),
];

function numberRules({ min, max, exclusiveMin, exclusiveMax, multipleOf }: NumberShape): string[] {
  const bounds =
    exclusiveMin || exclusiveMax
      ? [
          ...(min === undefined ? [] : [`${exclusiveMin ? 'greater than' : 'at least'} ${grouped(min)}`]),
          ...(max === undefined ? [] : [`${exclusiveMax ? 'less than' : 'at most'} ${grouped(max)}`]),
        ]
      : range(grouped(min), grouped(max), '');
  return [...bounds, ...(multipleOf === undefined ? [] : [`multiple of ${grouped(multipleOf)}`])];
}

function range(min: string | undefined, max: string | undefined, unit: string): string[] {
  const of = (count: string): string => (unit === '' ? count : `${count} ${unit}${count === '1' ? '' : 's'}`);
  if (min !== undefined && max !== undefined) return [min === max ? of(min) : `${min} to ${of(max)}`];
  if (min !== undefined) return [`at least ${of(min)}`];
  return max === undefined ? [] : [`at most ${of(max)}`];
}

/** A number with separators, the same in every locale. */
function grouped(value: number): string;
function grouped(value: number | undefined): string | undefined;
function grouped(value: number | undefined): string | undefined {
  if (value === undefined || !Number.isInteger(value) || Math.abs(value) < 10_000 || Math.abs(value) > 1e15)
    return value === undefined ? undefined : String(value);
  return String(value).replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
}
