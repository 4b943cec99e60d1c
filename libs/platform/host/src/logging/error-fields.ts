import { inspect } from 'node:util';
import { currentlyWithoutPersonal, withoutPersonal } from '@multilith/runtime/observe';

/** An error as a log line holds it. Statements and their parameters are left out: they carry content. */
export interface ErrorFields {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  /** What PostgreSQL says of a violated rule. */
  readonly [fact: string]: unknown;
  readonly cause?: ErrorFields;
  /** The first parts of an `AggregateError`. */
  readonly errors?: readonly ErrorFields[];
}

const FACTS = ['code', 'detail', 'schema', 'table', 'column', 'constraint'] as const;
/** Longest text of an error, in characters. */
const LONGEST = 10_000;
const DEEPEST_CAUSE = 5;
const MOST_ERRORS = 3;

/**
 * The fields of whatever was thrown, without what contracts mark as personal. Foreign values are not trusted: never throws,
 * whatever their getters do.
 */
export function errorFields(thrown: unknown): ErrorFields {
  return fieldsOf(thrown, thrown, 0);
}

/** @param failure what `thrown` is a cause of: that is where what was personal has been noted */
function fieldsOf(thrown: unknown, failure: unknown, depth: number): ErrorFields {
  const text = (value: string): string => cut(currentlyWithoutPersonal(withoutPersonal(value, failure)));
  if (!isObject(thrown)) return { type: typeof thrown, message: text(String(thrown)) };
  const message = read(thrown, 'message');
  const stack = read(thrown, 'stack');
  const cause = depth < DEEPEST_CAUSE ? read(thrown, 'cause') : undefined;
  const errors = depth < DEEPEST_CAUSE ? read(thrown, 'errors') : undefined;
  return {
    type: typeOf(thrown),
    message: text(typeof message === 'string' ? message : inspected(thrown)),
    ...factsOf(thrown, text),
    ...(typeof stack === 'string' ? { stack: text(stack) } : {}),
    ...(cause === undefined ? {} : { cause: fieldsOf(cause, failure, depth + 1) }),
    ...(Array.isArray(errors)
      ? { errors: errors.slice(0, MOST_ERRORS).map((each) => fieldsOf(each, failure, depth + 1)) }
      : {}),
  };
}

function factsOf(thrown: object, text: (value: string) => string): Record<string, string> {
  const facts: Record<string, string> = {};
  for (const name of FACTS) {
    const value = read(thrown, name);
    if (typeof value === 'string' && value !== '') facts[name] = text(value);
  }
  return facts;
}

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

function typeOf(thrown: object): string {
  const own = read(thrown, 'name');
  if (typeof own === 'string' && own !== '') return own;
  const constructor = read(thrown, 'constructor');
  const name = isObject(constructor) ? read(constructor, 'name') : undefined;
  return typeof name === 'string' && name !== '' ? name : 'Object';
}

function read(from: object, name: string): unknown {
  try {
    return (from as Record<string, unknown>)[name];
  } catch {
    return undefined;
  }
}

function inspected(value: object): string {
  try {
    return inspect(value, { depth: 2, breakLength: Infinity, maxStringLength: LONGEST, maxArrayLength: 20 });
  } catch {
    return 'something that cannot be shown';
  }
}

const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
