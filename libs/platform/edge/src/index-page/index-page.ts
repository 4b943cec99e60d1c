import { contextCards } from './context-cards.js';
import { earlierVersionsTable } from './earlier-versions-table.js';
import { factTiles } from './fact-tiles.js';
import { flowList } from './flow-list.js';
import { flowMap, MAP_SIZES } from './flow-map/flow-map.js';
import { flowsOf } from './flow-map/flows.js';
import { html, type Html } from '../pages/html.js';
import { LIVE_SCRIPT } from './live-script.js';
import { latestList } from './latest-list.js';
import { page, policyOf } from '../pages/page.js';
import { parkedList } from './parked-list.js';
import { rateTiles } from './rate-tiles.js';
import type { Status } from './status-board.js';
import { subscriptionTable } from './subscription-table.js';
import { summary } from './summary.js';

/** The content security policy of the page. */
export const INDEX_PAGE_POLICY = policyOf(LIVE_SCRIPT);

/** Name of the product, and the pages to link to. */
export interface Shown {
  readonly name: string;
  readonly development: boolean;
  readonly graphql: boolean;
  readonly metrics: boolean;
  readonly docs: boolean;
}

/**
 * Renders the page at `/`: what runs where, how contexts communicate, the progress of every subscription, and links.
 */
export function indexPage(status: Status, shown: Shown): string {
  const { host, contexts, at } = status;
  const here = contexts.filter(({ placement }) => placement === 'here').length;
  const flows = flowsOf(status);
  const names = contexts.map(({ name }) => name);
  const body = html`<header>
      <div>
        <h1>${host}</h1>
        <p>${whatRuns(here, contexts.length)} Multilith: bounded contexts that talk by contracts and events alone.</p>
      </div>
      ${links(shown)}
    </header>
    <p id="lost" class="verdict bad" hidden>The host does not answer. Trying again…</p>
    ${summary(status)} ${parkedList(status)}
    <div class="figures">${factTiles(status.facts)} ${rateTiles(status.rates)}</div>
    <main>
      <div class="column">
        <section class="panel hangs">
          <h2>Calls and events</h2>
          <p class="legend"><span class="events">events</span> <span class="calls">calls</span></p>
          ${flowMap(names, flows, MAP_SIZES.wide)} ${flowMap(names, flows, MAP_SIZES.narrow)} ${flowList(flows)}
        </section>
        ${contextCards(contexts, flows, host)}
      </div>
      <div class="column">
        ${latestList(status)}
        <section class="panel lags">
          <h2>Subscriptions</h2>
          ${subscriptionTable(status)}
        </section>
        ${earlierVersionsTable(status)}
      </div>
    </main>
    <footer>
      <span class="dot"></span> as of <time id="at" data-live>${at.toISOString().slice(11, 19)} UTC</time>
    </footer>`;
  return page({ title: `${host} · ${shown.name}`, body, script: LIVE_SCRIPT });
}

const whatRuns = (here: number, all: number): string =>
  here === all ? `All ${all} contexts run in this process.` : `${here} of ${all} contexts run in this process.`;

/** Renders the page for anonymous clients in production, which reveals nothing about the host. */
export function closedPage({
  name,
  operatorRole,
  graphql,
}: Pick<Shown, 'name' | 'graphql'> & { readonly operatorRole: string }): string {
  return page({
    title: name,
    body: html`<header>
      <div>
        <h1>It runs</h1>
        <p>
          ${graphql ? html`The API is at <code>/graphql</code>. ` : ''}What runs here is shown to role
          <code>${operatorRole}</code>.
        </p>
      </div>
      ${links({ development: false, graphql, metrics: false, docs: false })}
    </header>`,
  });
}

const links = ({ development, graphql, metrics, docs }: Omit<Shown, 'name'>): Html =>
  html`<nav>
    ${development && graphql ? html`<a class="main" href="/graphiql">GraphiQL</a>` : ''}
    <a href="/health/ready">Health</a>
    ${metrics ? html`<a href="/metrics">Metrics</a>` : ''} ${development ? html`<a href="/status.json">JSON</a>` : ''}
    ${docs ? html`<a href="/docs">Docs</a>` : ''}
  </nav>`;
