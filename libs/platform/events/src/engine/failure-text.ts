import { causesOf, describeThrown, type ThrownDescription } from '@multilith/contract';
import type { ParkedReason } from './parked-reason.js';

/** Maximum length of a failure text, in characters: it is shown as one line of a list. */
const MAX_TEXT_LENGTH = 1_000;
/** Maximum length of a stored stack with its causes, in characters. */
const MAX_STACK_LENGTH = 8_000;

/** Shown if redaction fails. */
const NOT_SHOWN = '(not shown: its personal parts could not be told from the rest)';

/**
 * The stored description of a failed attempt. Both texts are bounded and contain no character that PostgreSQL rejects.
 */
export interface FailureRecord {
  /** Name, code and message of the error and its causes, in one line. */
  readonly text: string;
  /** Stack of the error and its causes; `undefined` if it has no stack. */
  readonly stack: string | undefined;
  readonly reason: ParkedReason;
}

/**
 * Describes a failed attempt. Never throws, whatever the error is.
 *
 * @param hide removes personal data. Default: removes nothing
 * @param reason Default: `failed`
 */
export function failureRecord(
  error: unknown,
  hide: (text: string) => string = (text) => text,
  reason: ParkedReason = 'failed',
): FailureRecord {
  const [first, ...causes] = chainOf(error);
  const news = causes.filter(({ message }) => message !== '' && !first.message.includes(message));
  const text = [oneLine(first), ...news.map((cause) => `(caused by ${oneLine(cause)})`)].join(' ');
  const stacks = [first, ...causes].map(stackOf);
  const stack = first.stack === undefined ? undefined : stacks.join('\nCaused by: ');
  return {
    text: bounded(hidden(text, hide), MAX_TEXT_LENGTH),
    stack: stack && bounded(hidden(stack, hide), MAX_STACK_LENGTH),
    reason,
  };
}

/** Redacts a text. Must not throw: a failure without a description would block its event and all events behind it. */
function hidden(text: string, hide: (text: string) => string): string {
  try {
    return hide(text);
  } catch {
    return NOT_SHOWN;
  }
}

/** Returns an infrastructure error in one line, for the log. */
export const errorText = (error: unknown): string => bounded(oneLine(describeThrown(error)), MAX_TEXT_LENGTH);

function chainOf(error: unknown): [ThrownDescription, ...ThrownDescription[]] {
  return [describeThrown(error), ...causesOf(error).slice(1)];
}

function oneLine({ name, code, message }: ThrownDescription): string {
  // Our own messages begin with their code.
  const shown = code === undefined || message.startsWith(`${code}: `) ? '' : ` (${code})`;
  return `${name}${shown}: ${message.replace(/\s*\n\s*/g, ' ')}`;
}

const stackOf = ({ name, message, stack }: ThrownDescription): string => stack ?? `${name}: ${message}`;

const bounded = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length - 1)}…`.toWellFormed() : text;
