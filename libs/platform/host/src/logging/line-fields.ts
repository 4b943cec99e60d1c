import { currentlyWithoutPersonal, withoutPersonal } from '@multilith/runtime/observe';
import { errorFields } from './error-fields.js';

/** Field names that every line uses itself; another field with such a name gets the suffix `_`. */
const RESERVED_FIELDS: ReadonlySet<string> = new Set(['level', 'time', 'host', 'pid', 'logger', 'msg']);

const MAX_DEPTH = 5;

/** Text and fields of one call of Nest's logger. */
export interface LineFields {
  readonly text: string;
  readonly fields: Record<string, unknown>;
}

/**
 * Reads the arguments of a call of Nest's logger. Nest passes the name of the logger last; before it there may be
 * fields, an error, a stack, or more texts.
 *
 * @example logger.warn('A payment was refused', { orderId, err: error });
 */
export function lineFields(message: unknown, rest: readonly unknown[], isError: boolean): LineFields {
  const logger = typeof rest.at(-1) === 'string' ? (rest.at(-1) as string) : undefined;
  const more = logger === undefined ? rest : rest.slice(0, -1);
  const fields: Record<string, unknown> = {};
  if (logger !== undefined) fields['logger'] = logger;
  for (const each of [message, ...more]) addFields(each, fields);
  const texts = more.filter((each) => typeof each === 'string');
  if (isError && fields['err'] === undefined && texts.length > 0) fields['stack'] = texts.shift();
  if (texts.length > 0) fields['more'] = texts;
  const shown = withoutPersonalParts(fields, 0) as Record<string, unknown>;
  return { text: currentlyWithoutPersonal(withoutPersonal(textOf(message), fields['err'])), fields: shown };
}

function textOf(message: unknown): string {
  if (typeof message === 'string') return message;
  if (isError(message)) return errorFields(message).message;
  if (typeof message !== 'object' || message === null) return String(message);
  const { msg } = message as { msg?: unknown };
  return typeof msg === 'string' ? msg : '';
}

function addFields(value: unknown, into: Record<string, unknown>): void {
  if (typeof value !== 'object' || value === null) return;
  if (isError(value)) into['err'] ??= value;
  else if (Array.isArray(value)) into['detail'] ??= value;
  else
    for (const [name, field] of Object.entries(value)) {
      if (name === 'msg' && typeof field === 'string') continue;
      into[RESERVED_FIELDS.has(name) ? `${name}_` : name] = field;
    }
}

/** Whether a value is an error. A thrown Proxy may throw when it is inspected. */
function isError(value: unknown): value is Error {
  try {
    return value instanceof Error;
  } catch {
    return false;
  }
}

/** Removes personal data. Errors are left to their serializer. */
function withoutPersonalParts(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return currentlyWithoutPersonal(value);
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return value;
  if (Array.isArray(value)) return value.map((item) => withoutPersonalParts(item, depth + 1));
  const prototype = Object.getPrototypeOf(value) as unknown;
  if (prototype !== Object.prototype && prototype !== null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name,
      name === 'err' && depth === 0 ? field : withoutPersonalParts(field, depth + 1),
    ]),
  );
}
