import { causesOf, describeThrown, type ThrownDescription } from '@multilith/contract';

/** Longest text of a failure, in characters: it is one line of a list. */
const MAX_TEXT_LENGTH = 1_000;
/** Longest stack that is stored with a failure, causes included, in characters. */
const MAX_STACK_LENGTH = 8_000;

/** Shown where it cannot be said what has to be hidden. */
const NOT_SHOWN = '(not shown: its personal parts could not be told from the rest)';

/** What is kept of a failed attempt. Both texts are bounded and can be stored. */
export interface FailureRecord {
  /** Name, code and message of what was thrown, and of what caused it, in one line. */
  readonly text: string;
  /** Stack with those of the causes; `undefined` if what was thrown has none. */
  readonly stack: string | undefined;
}

/**
 * Describes a failed attempt. Whatever was thrown, this does not fail.
 *
 * @param hide takes out what the reader of a failure need not be allowed to see
 */
export function failureRecord(error: unknown, hide: (text: string) => string = (text) => text): FailureRecord {
  const [first, ...causes] = chainOf(error);
  const news = causes.filter(({ message }) => message !== '' && !first.message.includes(message));
  const text = [oneLine(first), ...news.map((cause) => `(caused by ${oneLine(cause)})`)].join(' ');
  const stacks = [first, ...causes].map(stackOf);
  const stack = first.stack === undefined ? undefined : stacks.join('\nCaused by: ');
  return {
    text: bounded(hidden(text, hide), MAX_TEXT_LENGTH),
    stack: stack && bounded(hidden(stack, hide), MAX_STACK_LENGTH),
  };
}

/** A failure that cannot be described would keep its event, and all events behind it, waiting. */
function hidden(text: string, hide: (text: string) => string): string {
  try {
    return hide(text);
  } catch {
    return NOT_SHOWN;
  }
}

/** An error of the infrastructure in one line, for a report. */
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
