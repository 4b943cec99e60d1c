import { MultilithError } from './multilith-error.js';

/** Description of a thrown value. Every text is bounded and contains nothing that PostgreSQL or JSON refuses. */
export interface ThrownDescription {
  /** Name of the error's class, or the type of a value that is not an error, like `string`. At most 100 characters. */
  readonly name: string;
  /** The message, at most 4,000 characters; `''` if empty. A value that is not an error is shown in full. */
  readonly message: string;
  /** Its `code` if that is a string; at most 100 characters. */
  readonly code: string | undefined;
  /** Its stack, at most 8,000 characters; `undefined` if it has none. */
  readonly stack: string | undefined;
}

const MAX_NAME_LENGTH = 100;
const MAX_MESSAGE_LENGTH = 4_000;
const MAX_STACK_LENGTH = 8_000;
/** Longest message of an error that is passed on unchanged, in characters. */
const MAX_PLAIN_LENGTH = 100_000;
/** Levels of nesting, and entries per level, that are shown of an object. */
const MAX_DEPTH = 3;
const MAX_ENTRIES = 20;
/** Errors of a chain of causes that are described; a chain can be a cycle. */
const MAX_CAUSES = 5;
/** Errors of an `AggregateError` that are listed. */
const MAX_ERRORS = 3;
const UNREADABLE = '(cannot be read)';

/**
 * Describes any thrown value: strings, objects, Proxies, errors whose getters throw or whose message is a list. It
 * never throws itself, so code that reports a failure can rely on it.
 *
 * @example
 * describeThrown(Object.assign(new Error(), { message: ['name must be a string'] })).message // 'name must be a string'
 */
export function describeThrown(thrown: unknown): ThrownDescription {
  if (!isObject(thrown))
    return {
      name: thrown === null ? 'null' : typeof thrown,
      message: bounded(shown(thrown, MAX_DEPTH), MAX_MESSAGE_LENGTH),
      code: undefined,
      stack: undefined,
    };
  const stack = textAt(thrown, 'stack', MAX_STACK_LENGTH);
  const isErrorLike = isError(thrown) || stack !== undefined;
  return {
    name: textAt(thrown, 'name', MAX_NAME_LENGTH) || className(thrown),
    message: bounded(isErrorLike ? messageOf(thrown) : shown(thrown, MAX_DEPTH), MAX_MESSAGE_LENGTH),
    code: textAt(thrown, 'code', MAX_NAME_LENGTH),
    stack,
  };
}

/**
 * Returns the text of a thrown value for use in the sentence of another error: the `problem` of a {@link
 * MultilithError}, without code and remedy; the message of anything else.
 */
export const problemOf = (thrown: unknown): string =>
  thrown instanceof MultilithError ? thrown.problem : describeThrown(thrown).message;

/** Maps a thrown object to its description, so that properties recorded for one are found for the other. */
const descriptions = new WeakMap<object, Error>();

/**
 * Returns the thrown value itself if it is an error whose properties can be read safely, otherwise an error that
 * describes it. Use it for `cause`, and for loggers that read `message` and `stack`.
 */
export function asError(thrown: unknown): Error {
  if (isPlainError(thrown)) return thrown;
  const known = isObject(thrown) ? descriptions.get(thrown) : undefined;
  if (known) return known;
  const { name, message, code, stack } = describeThrown(thrown);
  const error = new Error(message);
  Object.assign(error, { name, ...(code === undefined ? {} : { code }) });
  error.stack = stack ?? `${name}: ${message}`;
  if (isObject(thrown)) descriptions.set(thrown, error);
  return error;
}

/** Describes an error and its causes (`cause`, or `driverError` of TypeORM); at most five entries. */
export function causesOf(thrown: unknown): ThrownDescription[] {
  const chain: ThrownDescription[] = [];
  let cause = thrown;
  while (isObject(cause) && isError(cause) && chain.length < MAX_CAUSES) {
    chain.push(describeThrown(cause));
    cause = read(cause, 'cause') ?? read(cause, 'driverError');
  }
  return chain;
}

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

/** Also `false` for a Proxy whose prototype cannot be read. */
function isError(value: object): value is Error {
  try {
    return value instanceof Error;
  } catch {
    return false;
  }
}

const isPlainError = (value: unknown): value is Error =>
  isObject(value) && isError(value) && isReadable(value, MAX_CAUSES);

/** Whether the usual properties of an error and of its causes can be read without throwing. */
function isReadable(value: object, causes: number): boolean {
  try {
    // `code` is read because a getter may throw; its value does not matter here.
    const { name, message, stack, cause, code } = value as Record<string, unknown>;
    void code;
    const fits =
      !(value instanceof Error) ||
      (typeof name === 'string' &&
        typeof message === 'string' &&
        message.length <= MAX_PLAIN_LENGTH &&
        (stack === undefined || typeof stack === 'string'));
    return fits && (causes === 0 || !isObject(cause) || isReadable(cause, causes - 1));
  } catch {
    return false;
  }
}

/** Returns a property; `undefined` if reading it throws. */
function read(value: object, property: string): unknown {
  try {
    return (value as Record<string, unknown>)[property];
  } catch {
    return undefined;
  }
}

function textAt(value: object, property: string, limit: number): string | undefined {
  const text = read(value, property);
  return typeof text === 'string' ? bounded(text, limit) : undefined;
}

function className(value: object): string {
  const type = read(value, 'constructor');
  const name = isObject(type) ? textAt(type, 'name', MAX_NAME_LENGTH) : undefined;
  return name || typeof value;
}

function messageOf(error: object): string {
  const message = ownMessageOf(error);
  const parts = partsOf(error);
  if (parts.length === 0) return message;
  return `${message} [${parts.join('; ')}]`.trimStart();
}

function ownMessageOf(error: object): string {
  try {
    const { message } = error as { message?: unknown };
    return message === undefined || message === null ? '' : shown(message, MAX_DEPTH);
  } catch {
    return UNREADABLE;
  }
}

/** Returns the first errors of an `AggregateError`, without their own nested errors: one may contain itself. */
function partsOf(error: object): string[] {
  const errors = read(error, 'errors');
  try {
    if (!isError(error) || !Array.isArray(errors)) return [];
    return errors.slice(0, MAX_ERRORS).map((part: unknown) => {
      if (!isObject(part)) return shown(part, MAX_DEPTH);
      return `${textAt(part, 'name', MAX_NAME_LENGTH) || className(part)}: ${ownMessageOf(part)}`;
    });
  } catch {
    return [];
  }
}

function shown(value: unknown, depth: number): string {
  try {
    if (typeof value === 'string') return value.slice(0, MAX_MESSAGE_LENGTH + 1);
    if (typeof value === 'function') return `function ${value.name}`;
    if (!isObject(value)) return String(value);
    if (depth === 0) return '…';
    if (value instanceof Date) return value.toISOString();
    if (value instanceof Error) return `${describeThrown(value).name}: ${messageOf(value)}`;
    const isList = Array.isArray(value);
    const names = isList ? [] : Object.keys(value);
    const size = isList ? value.length : names.length;
    const parts = Array.from({ length: Math.min(size, MAX_ENTRIES) }, (_, index) =>
      isList
        ? shownAt(value, String(index), depth - 1)
        : `${names[index]!.slice(0, MAX_NAME_LENGTH)}: ${shownAt(value, names[index]!, depth - 1)}`,
    );
    if (size > MAX_ENTRIES) parts.push(`${size - MAX_ENTRIES} more`);
    return isList ? parts.join(', ') : size === 0 ? className(value) : `{ ${parts.join(', ')} }`;
  } catch {
    return UNREADABLE;
  }
}

function shownAt(value: object, property: string, depth: number): string {
  try {
    return shown((value as Record<string, unknown>)[property], depth);
  } catch {
    return UNREADABLE;
  }
}

/**
 * Cuts first, so that a megabyte is not searched. Characters that PostgreSQL cannot store are replaced, not dropped.
 */
function bounded(text: string, limit: number): string {
  const cut = text.length > limit ? `${text.slice(0, limit - 1)}…` : text;
  return cut.toWellFormed().replaceAll('\0', '\u2400');
}
