import type { JsonValue } from '@multilith/contract';
import type { JournaledEvent } from '../journal/journal-entry.js';

const LONGEST = 300;
/** Shorter values are too common to be masked without making the text unreadable. */
const SHORTEST_SECRET = 3;

/**
 * What is kept of a failed attempt: name, code and first line of the message, with every value of the event's payload
 * masked, since whoever reads the list of parked events need not be allowed to read the events.
 */
export function failureText(error: unknown, event: JournaledEvent): string {
  const { name, code, message } = partsOf(error);
  let text = message.split('\n', 1)[0]!;
  for (const secret of secretsOf(event)) text = text.replaceAll(secret, '…');
  const shown = `${name}${code ? ` (${code})` : ''}: ${text}`;
  return shown.length > LONGEST ? `${shown.slice(0, LONGEST - 1)}…` : shown;
}

/** An error of the infrastructure in one line, for a report. */
export function errorText(error: unknown): string {
  const { name, code, message } = partsOf(error);
  return `${name}${code ? ` (${code})` : ''}: ${message.split('\n', 1)[0]!}`;
}

function partsOf(error: unknown): { name: string; code: string | undefined; message: string } {
  if (!(error instanceof Error)) return { name: typeof error, code: undefined, message: 'not an Error' };
  const { code } = error as { code?: unknown };
  return { name: error.name, code: typeof code === 'string' ? code : undefined, message: error.message };
}

/** Longest first, so that a value inside another does not leave the rest of it readable. */
function secretsOf(event: JournaledEvent): string[] {
  const found = new Set<string>();
  collect(event.payload, found);
  found.delete(event.key);
  return [...found].filter((value) => value.length >= SHORTEST_SECRET).sort((a, b) => b.length - a.length);
}

function collect(value: JsonValue, into: Set<string>): void {
  if (typeof value === 'string' || typeof value === 'number') into.add(String(value));
  else if (Array.isArray(value)) for (const item of value) collect(item, into);
  else if (value !== null && typeof value === 'object') for (const item of Object.values(value)) collect(item, into);
}
