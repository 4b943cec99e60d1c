/** Names and indices, outermost first. */
export type Path = readonly (string | number)[];

/**
 * Maps a path in the content of a message to a path in the arguments of the field, so that an error names what the
 * client wrote. A resolver may pass arguments on under their own names, take them out of an input object, or build
 * another message from them, such as one query for many ids.
 *
 * @example
 * argumentPath(['orderIds', 0], { orderIds: ['x'] }, { orderId: 'x' }) // ['orderId']
 * argumentPath(['lines', 0, 'sku'], { lines: [{ sku: '' }] }, { input: { lines: [{ sku: '' }] } }) // ['input', 'lines', 0, 'sku']
 *
 * @returns `undefined` if the client did not write the value: the mistake is in the resolver
 */
export function argumentPath(path: Path, content: unknown, args: Readonly<Record<string, unknown>>): Path | undefined {
  const [name] = path;
  if (name === undefined && isRecord(content)) return Object.keys(args).length > 0 ? [] : undefined;
  if (typeof name === 'string') {
    if (Object.hasOwn(args, name)) return path;
    const input = Object.keys(args).find((arg) => isRecord(args[arg]) && Object.hasOwn(args[arg], name));
    if (input !== undefined) return [input, ...path];
  }
  for (const same of [Object.is, alike])
    for (let length = path.length; length >= 0; length--) {
      const found = placeOf(valueAt(content, path.slice(0, length)), args, same);
      if (found) return [...found, ...path.slice(length)];
    }
  return undefined;
}

function valueAt(content: unknown, path: Path): unknown {
  let value = content;
  for (const step of path) value = (value as Record<string | number, unknown> | null | undefined)?.[step];
  return value;
}

function placeOf(value: unknown, tree: object, same: (a: unknown, b: unknown) => boolean): Path | undefined {
  if (value === undefined) return undefined;
  for (const [key, each] of Object.entries(tree)) {
    const step = Array.isArray(tree) ? Number(key) : key;
    if (same(each, value)) return [step];
    const below = typeof each === 'object' && each !== null ? placeOf(value, each as object, same) : undefined;
    if (below) return [step, ...below];
  }
  return undefined;
}

/** A resolver may have normalized text before it sent the message. */
const alike = (a: unknown, b: unknown): boolean =>
  typeof a === 'string' && typeof b === 'string' && a.trim().toLowerCase() === b.trim().toLowerCase();

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
