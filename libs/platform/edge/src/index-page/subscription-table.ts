import type { PublisherStatus } from '@multilith/runtime/observe';
import { grouped, span } from './format.js';
import { html, type Html } from '../pages/html.js';
import type { ContextStatus, Status } from './status-board.js';
import { MAX_USUAL_AGE_MS } from './summary.js';

/** Number of undelivered events up to which a status counts. */
const MAX_COUNTED = 10_000;

/** Renders the progress of every subscription with every publisher. */
export function subscriptionTable(status: Status): Html {
  const groups = status.contexts.filter(({ subscriptions }) => subscriptions.length > 0);
  const away = status.contexts.filter(({ placement }) => placement !== 'here').map(({ name }) => name);
  return html`<table class="subscriptions">
    <thead>
      <tr>
        <th scope="col">subscription</th>
        <th scope="col">behind</th>
        <th scope="col">oldest</th>
        <th scope="col">parked</th>
      </tr>
    </thead>
    ${groups.map(
      (context) =>
        html`<tbody>
          <tr class="group">
            <th scope="rowgroup" colspan="4"><a href="#context-${context.name}">${context.name}</a></th>
          </tr>
          ${context.subscriptions.map((subscription) => html`${rows(context, subscription, status)}`)}
        </tbody>`,
    )}
    ${
      away.length === 0
        ? ''
        : html`<tbody id="lag-elsewhere">
            <tr class="group">
              <th scope="rowgroup" colspan="4">elsewhere</th>
            </tr>
            <tr>
              <td colspan="4">
                ${away.join(', ')}<small><code>npm run multilith -- subscriptions</code> shows theirs, too</small>
              </td>
            </tr>
          </tbody>`
    }
  </table>`;
}

function rows(
  { name: context }: ContextStatus,
  { name, events }: ContextStatus['subscriptions'][number],
  { subscriptions }: Status,
): Html[] {
  const known = subscriptions?.find((each) => each.context === context && each.name === name)?.publishers ?? [];
  const publishers = [...new Set(events.map((event) => event.split('.')[0]!))];
  return publishers.map((publisher) => {
    const from = events.filter((event) => event.startsWith(`${publisher}.`)).map((event) => event.split('.')[1]);
    const state = known.find((each) => each.publisher === publisher);
    return html`<tr id="lag-${context}-${name}-${publisher}" data-live class="${state?.stalled ? 'stalled' : ''}">
      <td>
        ${name}<small><b>${publisher}</b> ${from.join(', ')}</small
        >${state?.stalled ? html`<em>${state.stalled}</em>` : ''}
      </td>
      ${figures(state)}
    </tr>`;
  });
}

function figures(state: PublisherStatus | undefined): Html {
  if (!state)
    return html`<td>–</td>
      <td>–</td>
      <td>–</td>`;
  const { lag, oldestMs, parked, queued } = state;
  const behind = lag === undefined ? '–' : lag >= MAX_COUNTED ? `${grouped(MAX_COUNTED)}+` : grouped(lag);
  const mood = lag === 0 ? 'none' : (oldestMs ?? 0) > MAX_USUAL_AGE_MS ? 'slow' : '';
  return html`<td class="${mood}">${behind}</td>
    <td class="${mood}">${oldestMs === undefined ? '–' : lag === 0 ? '' : span(oldestMs)}</td>
    <td class="${parked > 0 ? 'bad' : 'none'}">
      ${grouped(parked)}${queued > 0 ? html`<small>+${grouped(queued)} queued</small>` : ''}
    </td>`;
}
