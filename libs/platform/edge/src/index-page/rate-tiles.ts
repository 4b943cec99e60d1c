import { html, type Html } from '../pages/html.js';
import { rate } from './format.js';
import type { Rates } from './throughput.js';

/** Renders the rates of this process; nothing if they are not counted. */
export function rateTiles(rates: Rates | undefined): Html | '' {
  if (!rates) return '';
  return html`<section class="facts rates" aria-label="Last minute">
    <h2>Last minute</h2>
    <dl id="rates" data-live>
      <div>
        <dt>Events per second</dt>
        <dd>${rate(rates.events)}</dd>
      </div>
      <div>
        <dt>Calls per second</dt>
        <dd>${rate(rates.calls)}</dd>
      </div>
    </dl>
  </section>`;
}
