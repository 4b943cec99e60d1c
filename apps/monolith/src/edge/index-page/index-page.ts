import type { ContextDescription, HostDescription, SubscriptionStatus } from '@multilith/runtime';
import { html, type Html } from './html.js';
import { STYLE } from './style.js';

/** What the page shows. */
export interface IndexPageData {
  readonly description: HostDescription;
  /** `undefined` while a database does not answer. */
  readonly status: readonly SubscriptionStatus[] | undefined;
  /** Whether GraphiQL is there. */
  readonly development: boolean;
}

/** The page at `/`: what runs where, how far every subscription is, and where to go on. */
export function indexPage({ description, status, development }: IndexPageData): string {
  const { host, contexts } = description;
  const here = contexts.filter(({ placement }) => placement === 'here').length;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${host} · Multilith</title>
        <link rel="icon" href="data:," />
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        <header>
          <h1>${host}</h1>
          <p>${here} of ${contexts.length} contexts run in this process.</p>
          <nav>
            ${development ? html`<a class="main" href="/graphiql">GraphiQL</a>` : ''}
            <a href="/health/ready">Health</a>
          </nav>
        </header>
        ${status ? '' : html`<p class="alarm">A database does not answer, so lag and parked events are not known.</p>`}
        <main>${contexts.map((context) => card(context, status))}</main>
        <footer>The page shows the moment it was loaded.</footer>
      </body>
    </html>`.markup;
}

function card(context: ContextDescription, status: IndexPageData['status']): Html {
  const { name, placement, messages, uses } = context;
  return html`<section>
    <h2>${name} <span class="${placement === 'here' ? 'here' : 'away'}">${placement}</span></h2>
    ${uses.length > 0 ? html`<p>calls <b>${uses.map(({ context: used }) => used).join(', ')}</b></p>` : ''}
    ${subscriptions(context, status)}
    ${
      messages.length > 0
        ? html`<details>
            <summary>${messages.length} messages</summary>
            <ul>
              ${messages.map((message) => html`<li><i>${message.kind}</i> ${message.name.slice(name.length + 1)}</li>`)}
            </ul>
          </details>`
        : ''
    }
  </section>`;
}

function subscriptions(context: ContextDescription, status: IndexPageData['status']): Html | '' {
  if (context.subscriptions.length === 0) return '';
  return html`<table>
    <thead>
      <tr>
        <th>subscription</th>
        <th>lag</th>
        <th>parked</th>
      </tr>
    </thead>
    <tbody>
      ${context.subscriptions.map((subscription) => {
        const { lag, parked, stalled } = status ? totalsOf(context.name, subscription.name, status) : UNKNOWN;
        return html`<tr>
          <td>
            ${subscription.name}<small>${subscription.events.join(', ')}</small>${stalled ? html`<em>${stalled}</em>` : ''}
          </td>
          <td>${lag}</td>
          <td class="${Number(parked) > 0 ? 'alarm' : ''}">${parked}</td>
        </tr>`;
      })}
    </tbody>
  </table>`;
}

interface Totals {
  readonly lag: number | string;
  readonly parked: number | string;
  readonly stalled: string | undefined;
}

const UNKNOWN: Totals = { lag: '–', parked: '–', stalled: undefined };

function totalsOf(context: string, name: string, status: readonly SubscriptionStatus[]): Totals {
  const publishers = status.find((each) => each.context === context && each.name === name)?.publishers ?? [];
  return {
    lag: publishers.reduce((sum, each) => sum + each.lag, 0),
    parked: publishers.reduce((sum, each) => sum + each.parked, 0),
    stalled: publishers.find((each) => each.stalled !== undefined)?.stalled,
  };
}
