import { counted, span } from './format.js';
import { html, type Html } from '../pages/html.js';
import type { Status } from './status-board.js';

/** Renders events that wait for a person, with the next step; nothing if there are none. */
export function parkedList({ parked, at }: Status): Html {
  const rows = parked.map(({ context, subscription, parked: count, queued, first }) => {
    const age = first && span(at.getTime() - first.parkedAt.getTime());
    return html`<li>
      <h3><a href="#context-${context}">${context}</a>/${subscription}</h3>
      <p>
        <b>${counted(count, 'event')}</b> parked${queued > 0 ? `, ${counted(queued, 'event')} queued behind` : ''}${
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
