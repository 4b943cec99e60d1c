import { grouped } from './format.js';
import { html, type Html } from '../pages/html.js';
import type { Status } from './status-board.js';

/** Renders the callers of earlier versions of messages; nothing if there are none. */
export function earlierVersionsTable({ earlierCalls }: Status): Html | '' {
  if (earlierCalls.length === 0) return '';
  const sorted = [...earlierCalls].sort((a, b) => a.message.localeCompare(b.message) || a.version - b.version);
  return html`<section id="earlier-versions" data-live class="panel lags">
    <h2>Callers of earlier versions</h2>
    <table class="subscriptions">
      <thead>
        <tr>
          <th scope="col">message</th>
          <th scope="col">version</th>
          <th scope="col">caller</th>
          <th scope="col">calls</th>
        </tr>
      </thead>
      <tbody>
        ${sorted.map(
          ({ message, version, current, caller, calls }) =>
            html`<tr>
              <td>${message}</td>
              <td>${version}<small>current: ${current}</small></td>
              <td>${caller}</td>
              <td>${grouped(calls)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}
