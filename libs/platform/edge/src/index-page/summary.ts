import { counted, span } from './format.js';
import { html, type Html } from '../pages/html.js';
import type { Status } from './status-board.js';

/** Age up to which an undelivered event counts as work in progress, in milliseconds. */
export const MAX_USUAL_AGE_MS = 15_000;

/** Summary of the host's state. */
interface Verdict {
  readonly mood: 'good' | 'busy' | 'bad';
  readonly text: string;
}

/** Says in one line whether anything needs a person. */
export function summary(status: Status): Html {
  const { mood, text } = verdictOn(status);
  return html`<p id="verdict" data-live class="verdict ${mood}">${text}</p>`;
}

function verdictOn({ contexts, subscriptions, parked }: Status): Verdict {
  if (!subscriptions)
    return { mood: 'bad', text: 'A database does not answer, so lag and parked events are not known.' };
  const waiting = parked.reduce((sum, each) => sum + each.parked, 0);
  if (waiting > 0)
    return { mood: 'bad', text: `${counted(waiting, 'parked event')} need${waiting === 1 ? 's' : ''} a look.` };
  const publishers = subscriptions.flatMap((subscription) => subscription.publishers);
  const stalled = publishers.filter((each) => each.stalled !== undefined).length;
  if (stalled > 0) return { mood: 'bad', text: `${counted(stalled, 'subscription')} cannot go on.` };
  const behind = publishers.reduce((sum, { lag = 0 }) => sum + lag, 0);
  const oldest = Math.max(0, ...publishers.map(({ oldestMs = 0 }) => oldestMs));
  if (oldest > MAX_USUAL_AGE_MS)
    return { mood: 'busy', text: `Catching up: ${counted(behind, 'event')}, the oldest for ${span(oldest)}.` };
  const flow = behind > 0 ? `${counted(behind, 'event')} under way` : 'All events are handled';
  return { mood: 'good', text: `${flow}${notCounted(contexts)}.` };
}

/** Says what an all-clear of this process does not include. */
function notCounted(contexts: Status['contexts']): string {
  const names = contexts.filter(({ placement }) => placement !== 'here').map(({ name }) => name);
  if (names.length === 0) return '';
  return ` in this process; ${names.join(', ')} ${names.length === 1 ? 'runs' : 'run'} elsewhere`;
}
