import { inspect } from 'node:util';
import { currentlyWithoutPersonal, withoutPersonal } from '@multilith/runtime/observe';

/** An error as a log line contains it. SQL statements and their parameters are left out, because they contain data. */
export interface ErrorFields {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  /** PostgreSQL's details of a violated constraint. */
  readonly [fact: string]: unknown;
  readonly cause?: ErrorFields;
  /** The first errors of an `AggregateError`. */
  readonly errors?: readonly ErrorFields[];
}

const FACTS = ['code', 'detail', 'schema', 'table', 'column', 'constraint'] as const;
/** Maximum length of an error's text, in characters. */
const MAX_TEXT_LENGTH = 10_000;
const MAX_CAUSE_DEPTH = 5;
const MAX_ERRORS = 3;

/**
 * Returns the fields of any thrown value, without data that contracts mark as personal. Never throws, whatever the
 * getters of the value do.
 */
export function errorFields(thrown: unknown): ErrorFields {
  return fieldsOf(thrown, thrown, 0);
}

/** @param failure the error that `thrown` is a cause of: the personal values are recorded for that error */
function fieldsOf(thrown: unknown, failure: unknown, depth: number): ErrorFields {
  const text = (value: string): string => cut(currentlyWithoutPersonal(withoutPersonal(value, failure)));
  if (!isObject(thrown)) return { type: typeof thrown, message: text(String(thrown)) };
  const message = read(thrown, 'message');
  const stack = read(thrown, 'stack');
  const cause = depth < MAX_CAUSE_DEPTH ? read(thrown, 'cause') : undefined;
  const errors = depth < MAX_CAUSE_DEPTH ? read(thrown, 'errors') : undefined;
  return {
    type: typeOf(thrown),
    message: text(typeof message === 'string' ? message : inspected(thrown)),
    ...factsOf(thrown, text),
    ...(typeof stack === 'string' ? { stack: text(stack) } : {}),
    ...(cause === undefined ? {} : { cause: fieldsOf(cause, failure, depth + 1) }),
    ...(Array.isArray(errors)
      ? { errors: errors.slice(0, MAX_ERRORS).map((each) => fieldsOf(each, failure, depth + 1)) }
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
    return inspect(value, { depth: 2, breakLength: Infinity, maxStringLength: MAX_TEXT_LENGTH, maxArrayLength: 20 });
  } catch {
    return 'something that cannot be shown';
  }
}

const cut = (text: string): string => (text.length > MAX_TEXT_LENGTH ? `${text.slice(0, MAX_TEXT_LENGTH)}…` : text);
