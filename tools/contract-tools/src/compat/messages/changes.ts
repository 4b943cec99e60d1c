import type { ObjectShape, Shape, Slot } from '@multilith/contract/lock';
import { canonical } from '../reading/canonical.js';
import { kindOf, show } from '../reading/words.js';

/** A place where two schemas differ. */
export interface Change {
  readonly path: readonly string[];
  /** The change, like `maximum 50 → 100`. */
  readonly what: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** Returns all places where two schemas differ, without a verdict. */
export function changesBetween(before: Slot, after: Slot, path: readonly string[] = []): Change[] {
  if (canonical(before) === canonical(after)) return [];
  const at = (what: string): Change => ({ path, what, before, after });
  const changes: Change[] = [];
  if (before.optional !== after.optional) changes.push(at(after.optional ? 'now optional' : 'now required'));
  if (before.nullable !== after.nullable) changes.push(at(after.nullable ? 'may now be null' : 'null no longer'));
  const [from, to] = [defaultOf(before), defaultOf(after)];
  if (from !== to) changes.push(at(`default ${from ?? 'none'} → ${to ?? 'none'}`));
  return [...changes, ...shapeChanges(before.shape, after.shape, path, at)];
}

const defaultOf = (slot: Slot): string | undefined => ('default' in slot ? show(slot.default) : undefined);

function shapeChanges(before: Shape, after: Shape, path: readonly string[], at: (what: string) => Change): Change[] {
  if (canonical(before) === canonical(after)) return [];
  if (before.type !== after.type) return [at(`${kindOf(before)} → ${kindOf(after)}`)];
  const changes = facetChanges(before, after).map(at);
  if (before.type === 'object' && after.type === 'object') changes.push(...fieldChanges(before, after, path));
  if (before.type === 'array' && after.type === 'array')
    changes.push(...changesBetween(before.item, after.item, [...path, '[]']));
  if (before.type === 'record' && after.type === 'record') {
    changes.push(...changesBetween({ shape: before.key }, { shape: after.key }, [...path, '{key}']));
    changes.push(...changesBetween(before.value, after.value, [...path, '{}']));
  }
  if (before.type === 'union' && after.type === 'union' && before.discriminator !== undefined) {
    const tags = (shape: typeof before): string => shape.options.map(({ tag }) => tag).join(', ');
    if (tags(before) !== tags(after)) changes.push(at(`options ${tags(before)} → ${tags(after)}`));
    for (const option of before.options) {
      const same = after.options.find(({ tag }) => tag === option.tag);
      if (same)
        changes.push(...changesBetween({ shape: option.shape }, { shape: same.shape }, [...path, `(${option.tag})`]));
    }
  }
  return changes.length > 0 ? changes : [at(`${kindOf(before)}, with other parts`)];
}

function fieldChanges(before: ObjectShape, after: ObjectShape, path: readonly string[]): Change[] {
  const names = new Set([...Object.keys(before.fields), ...Object.keys(after.fields)]);
  return [...names].flatMap((name): Change[] => {
    const [was, is] = [before, after].map(({ fields }) => (Object.hasOwn(fields, name) ? fields[name] : undefined));
    const inside = [...path, name];
    if (was && is) return changesBetween(was, is, inside);
    if (was) return [{ path: inside, what: 'field removed', before: was }];
    const presence = is!.optional ? ('default' in is! ? `default ${show(is.default)}` : 'optional') : 'always there';
    return [{ path: inside, what: `field added, ${presence}`, after: is }];
  });
}

const NESTED: ReadonlySet<string> = new Set([
  'type',
  'item',
  'items',
  'rest',
  'key',
  'value',
  'fields',
  'options',
  'others',
]);
const SILENT: ReadonlySet<string> = new Set(['name', 'description', 'personal', 'numbers', 'removed']);

function facetChanges(before: Shape, after: Shape): string[] {
  const facets = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...facets]
    .filter((facet) => !NESTED.has(facet) && !SILENT.has(facet))
    .flatMap((facet) => {
      const [was, is] = [facetOf(before, facet), facetOf(after, facet)].map(show);
      return was === is ? [] : [`${WORDS[facet] ?? facet} ${was} → ${is}`];
    });
}

const WORDS: Readonly<Record<string, string>> = {
  minLength: 'minimum length',
  maxLength: 'maximum length',
  minItems: 'minimum number of items',
  maxItems: 'maximum number of items',
  min: 'minimum',
  max: 'maximum',
  integer: 'whole number',
  normalized: 'normalization',
  refined: 'rules in code',
};

const facetOf = (shape: Shape, facet: string): unknown =>
  (shape as unknown as Readonly<Record<string, unknown>>)[facet];
