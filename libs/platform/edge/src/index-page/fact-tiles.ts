import type { TitledFacts } from './facts-board.js';
import { grouped } from './format.js';
import { html, type Html } from '../pages/html.js';

/** Renders the figures of contexts, a row of tiles for each. */
export function factTiles(all: readonly TitledFacts[]): Html {
  return html`${all.map(
    ({ title, facts }, row) =>
      html`<section class="facts" aria-label="${title}">
        <h2>${title}</h2>
        <dl id="facts-${row}" data-live>
          ${
            facts?.map(
              ({ name, value }) =>
                html`<div>
                  <dt>${name}</dt>
                  <dd>${grouped(value)}</dd>
                </div>`,
            ) ??
            html`<div>
              <dt>does not answer</dt>
              <dd>–</dd>
            </div>`
          }
        </dl>
      </section>`,
  )}`;
}
