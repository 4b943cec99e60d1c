import type { StreamInfo } from '@nats-io/jetstream';
import type { NatsError } from '../nats-error.js';
import { foreignStream } from './stream-faults.js';

/** First token after the prefix in the subjects of a system. */
const KINDS = ['call', 'journal', 'cancel', 'reply', 'announce', 'events', 'inbox'];

/**
 * Returns streams that are not event streams and yet consume or publish messages of this system: they could read calls
 * or forge events.
 *
 * @param own names of the event streams, which are checked separately
 * @param prefix prefix of all subjects of the system, like `multilith.`
 */
export function strangers(streams: readonly StreamInfo[], own: ReadonlySet<string>, prefix: string): NatsError[] {
  const system = prefix.slice(0, -1).split('.');
  const events = [...system, 'events'];
  const isOurs = (subject: string): boolean => KINDS.some((kind) => overlaps(subject, [...system, kind]));
  return streams.flatMap(({ config: { name, subjects = [], republish, subject_transform: transform } }) => {
    if (own.has(name)) return [];
    const dest = [republish?.dest, transform?.dest].filter((each) => each !== undefined);
    // Streams of contexts that are no longer deployed may stay for their readers.
    const isOld = name.startsWith(`${system.join('_')}_events_`) && subjects.every((each) => begins(each, events));
    const faults = [
      ...(isOld ? [] : subjects.filter(isOurs).map((each) => `it takes ${each}`)),
      ...dest.filter(isOurs).map((each) => `it sends to ${each}`),
    ];
    return faults.length === 0 ? [] : [foreignStream(name, faults)];
  });
}

const begins = (subject: string, tokens: readonly string[]): boolean =>
  tokens.every((token, i) => subject.split('.')[i] === token);

/** Whether a subject with wildcards can match a subject that begins with these tokens. */
function overlaps(subject: string, begin: readonly string[]): boolean {
  const tokens = subject.split('.');
  for (const [i, token] of begin.entries()) {
    const other = tokens[i];
    if (other === '>') return true;
    if (other === undefined || !(other === token || isWildcard(other))) return false;
  }
  return tokens.length > begin.length;
}

/** Whether a token is a wildcard or a placeholder of a mapping. */
const isWildcard = (token: string): boolean => token === '*' || /^\$\d+$/.test(token) || token.includes('{{');
