import type { Flow } from './flow-map/flows.js';
import { html, type Html } from '../pages/html.js';

/** Renders the map as text: which context calls which, and which event goes where. */
export function flowList(flows: readonly Flow[]): Html {
  const calls = flows.filter(({ kind }) => kind === 'calls');
  const events = new Map<string, string[]>();
  for (const { kind, from, to, what } of flows)
    if (kind === 'events')
      for (const event of what) events.set(`${from}.${event}`, [...(events.get(`${from}.${event}`) ?? []), to]);
  return html`<details class="flows">
    <summary>In words</summary>
    <table>
      <tbody>
        ${[...events].sort().map(
          ([event, subscribers]) =>
            html`<tr>
              <th scope="row">${event}</th>
              <td>${subscribers.join(', ')}</td>
            </tr>`,
        )}
        ${calls.map(
          ({ from, to, what }) =>
            html`<tr>
              <th scope="row">${from} calls ${to}</th>
              <td>${what[0] === 'fail' ? 'fails without it' : 'falls back without it'}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </details>`;
}
