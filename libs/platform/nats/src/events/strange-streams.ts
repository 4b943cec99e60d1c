import type { StreamInfo } from '@nats-io/jetstream';
import type { NatsError } from '../nats-error.js';
import { foreignStream } from './stream-faults.js';

/** What the subjects of a system go on with after its prefix. */
const KINDS = ['call', 'journal', 'cancel', 'reply', 'announce', 'events', 'inbox'];

/**
 * Streams that are not those of events and yet take or send messages of this system: they would see calls or forge
 * events.
 *
 * @param own names of the streams of events, which are checked by themselves
 * @param prefix what all subjects of the system begin with, like `multilith.`
 */
export function strangers(streams: readonly StreamInfo[], own: ReadonlySet<string>, prefix: string): NatsError[] {
  const system = prefix.slice(0, -1).split('.');
  const events = [...system, 'events'];
  const isOurs = (subject: string): boolean => KINDS.some((kind) => overlaps(subject, [...system, kind]));
  return streams.flatMap(({ config: { name, subjects = [], republish, subject_transform: transform } }) => {
    if (own.has(name)) return [];
    const dest = [republish?.dest, transform?.dest].filter((each) => each !== undefined);
    // Those of contexts that this deployment no longer has may stay for their readers.
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

/** Whether a subject with wildcards can begin with these tokens and go on. */
function overlaps(subject: string, begin: readonly string[]): boolean {
  const tokens = subject.split('.');
  for (const [i, token] of begin.entries()) {
    const other = tokens[i];
    if (other === '>') return true;
    if (other === undefined || !(other === token || isWildcard(other))) return false;
  }
  return tokens.length > begin.length;
}

/** `*`, and what a mapping fills in. */
const isWildcard = (token: string): boolean => token === '*' || /^\$\d+$/.test(token) || token.includes('{{');
