import type { ParkedReasons } from '@multilith/runtime/observe';
import { counted, grouped, span } from './format.js';
import { html, type Html } from '../pages/html.js';
import type { Status } from './status-board.js';

/** Texts for operators, for each reason except a failed handler. */
const REASON_TEXTS: Readonly<Record<Exclude<keyof ParkedReasons, 'failed'>, string>> = {
  unreadable: 'cannot be read by this release',
  interrupted: 'ended with the process',
  missing: 'gone from the journal',
};

/** Returns the numbers of events that were parked for other reasons than a failed handler. */
function reasonText(reasons: ParkedReasons): string {
  const others = Object.entries(REASON_TEXTS).flatMap(([reason, text]) => {
    const count = reasons[reason as keyof ParkedReasons];
    return count > 0 ? [`${grouped(count)} ${text}`] : [];
  });
  return others.length > 0 ? ` (${others.join(', ')})` : '';
}

/** Renders events that wait for a person, with the next step; nothing if there are none. */
export function parkedList({ parked, at }: Status): Html {
  const rows = parked.map(({ context, subscription, parked: count, reasons, queued, first }) => {
    const age = first && span(at.getTime() - first.parkedAt.getTime());
    return html`<li>
      <h3><a href="#context-${context}">${context}</a>/${subscription}</h3>
      <p>
        <b>${counted(count, 'event')}</b>
        parked${reasonText(reasons)}${queued > 0 ? `, ${counted(queued, 'event')} queued behind` : ''}${
          first
            ? html`; the first, <b>${first.name}</b>, ${age === 'now' ? 'just now' : `${age} ago`} after
                ${counted(first.attempts, 'attempt')}`
            : ''
        }.
      </p>
      ${first?.lastError ? html`<p class="error">${first.lastError}</p>` : ''}
      <pre>npm run multilith -- retry ${context}/${subscription}</pre>
    </li>`;
  });
  return html`<section id="parked" data-live class="parked" aria-label="Parked events">
    ${
      rows.length > 0
        ? html`<h2>Parked</h2>
            <ul>
              ${rows}
            </ul>
            <p class="hint">
              Later events of the same key wait. Mend the cause, then retry; or give an event up with <code>drop</code>.
            </p>`
        : ''
    }
  </section>`;
}
