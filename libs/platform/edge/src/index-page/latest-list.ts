import { html, type Html } from '../pages/html.js';
import { span } from './format.js';
import type { Status } from './status-board.js';

/** Renders the latest events published here: name, key and time, without their content. */
export function latestList({ latest, at }: Status): Html {
  return html`<section class="panel latest">
    <h2>Latest events</h2>
    <div id="latest" data-live>
      ${
        !latest
          ? html`<p class="hint">A database does not answer.</p>`
          : latest.length === 0
            ? html`<p class="hint">Nothing has been published yet.</p>`
            : html`<table class="latest-events">
                <tbody>
                  ${latest.map(
                    ({ name, key, occurredAt }) =>
                      html`<tr>
                        <th scope="row">${name}<small>${key}</small></th>
                        <td>
                          <time datetime="${occurredAt.toISOString()}"
                            >${ago(at.getTime() - occurredAt.getTime())}</time
                          >
                        </td>
                      </tr>`,
                  )}
                </tbody>
              </table>`
      }
    </div>
  </section>`;
}

function ago(milliseconds: number): string {
  const age = span(Math.max(0, milliseconds));
  return age === 'now' ? 'just now' : `${age} ago`;
}
