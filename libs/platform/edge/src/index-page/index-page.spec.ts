import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { PublisherStatus } from '@multilith/runtime/observe';
import { INDEX_PAGE_POLICY, indexPage } from './index-page.js';
import type { ContextStatus, Status } from './status-board.js';

const context = (name: string, more: Partial<ContextStatus> = {}): ContextStatus => ({
  name,
  placement: 'here',
  messages: [],
  uses: [],
  subscriptions: [],
  about: undefined,
  schema: undefined,
  ...more,
});
const NO_REASONS = { failed: 0, unreadable: 0, interrupted: 0, missing: 0 };
const publisher = (more: Partial<PublisherStatus> = {}): PublisherStatus => ({
  publisher: 'hall',
  lag: 0,
  oldestMs: 0,
  lanes: [],
  parked: 0,
  reasons: NO_REASONS,
  queued: 0,
  stalled: undefined,
  stopped: false,
  ...more,
});
const LINKS = { name: 'Tavern', development: true, graphql: true, metrics: true, docs: true };
const at = new Date('2026-05-01T12:00:00Z');
const kitchen = context('kitchen', {
  about: 'Cooks.',
  schema: 'kitchen_schema',
  uses: [{ context: 'cellar', timeoutMs: 300, whenUnavailable: 'fallback' }],
  subscriptions: [{ name: 'cook', events: ['hall.Ordered', 'hall.Changed', 'kitchen.Burnt'], start: 'beginning' }],
});
const status = (state: Partial<PublisherStatus> = {}, more: Partial<Status> = {}): Status => ({
  at,
  host: 'inn',
  contexts: [context('cellar', { placement: 'nats' }), context('hall'), kitchen],
  subscriptions: [
    { context: 'kitchen', name: 'cook', publishers: [publisher(state), publisher({ publisher: 'kitchen' })] },
  ],
  parked: [],
  latest: [
    { name: 'hall.Ordered', key: 'table-4', occurredAt: new Date(at.getTime() - 90_000) },
    { name: 'kitchen.Burnt', key: '<b>', occurredAt: at },
  ],
  earlierCalls: [],
  rates: { events: 0.25, calls: 1234.4 },
  facts: [{ title: 'Meals', facts: [{ name: 'Eaten', value: 12_345 }] }],
  ...more,
});
/** Returns the text of the page, or of the element with an id. */
function textOf(shown: Status, id?: string, end = '</body>'): string {
  const page = indexPage(shown, LINKS);
  const from = id === undefined ? '<body>' : `id="${id}"`;
  const part = page.slice(page.indexOf(from)).split(end)[0]!;
  return part
    .replaceAll(/^[^<]*>|<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

describe('the index page', () => {
  it('shows the purpose of each context, its host, its callees and its publishers', () => {
    const page = textOf(status());
    expect(page).toContain('2 of 3 contexts run in this process.');
    expect(page).toContain(
      'kitchen in inn Cooks. schema kitchen_schema calls cellar (or falls back) subscribes to hall',
    );
    expect(page).toContain('cellar nats called by kitchen');
    expect(page).toContain('hall in inn publishes to kitchen');
    expect(page).toContain('Meals Eaten 12,345');
  });

  it('says whether all contexts run in one process', () => {
    const contexts = [context('cellar'), context('hall')];
    expect(textOf(status({}, { contexts, subscriptions: [] }))).toContain('All 2 contexts run in this process.');
  });

  it('draws one line per kind and pair of contexts, with a text version', () => {
    const page = indexPage(status(), LINKS);
    const [map] = /<svg\s+class="map wide"[\s\S]*?<\/svg>/.exec(page)!;
    expect(map.match(/<path\s+class="events"/g)).toHaveLength(1);
    expect(map.match(/<path\s+class="calls"/g)).toHaveLength(1);
    expect(map).toContain('<title>hall → kitchen: Ordered, Changed</title>');
    expect(map).not.toMatch(/NaN|undefined|Infinity/);
    expect(textOf(status())).toContain('hall.Ordered kitchen kitchen calls cellar falls back without it');
  });

  it.each<[string, Status, string]>([
    ['all is handled', status({}, { contexts: [context('hall'), kitchen] }), 'All events are handled.'],
    ['all is handled here', status(), 'All events are handled in this process; cellar runs elsewhere.'],
    [
      'work is under way',
      status({ lag: 3, oldestMs: 200 }, { contexts: [context('a', { placement: 'nats' }), ...status().contexts] }),
      '3 events under way in this process; a, cellar run elsewhere.',
    ],
    ['it is behind', status({ lag: 1500, oldestMs: 125_000 }), 'Catching up: 1,500 events, the oldest for 2 min.'],
    ['it cannot go on', status({ stalled: 'no host' }), '1 subscription cannot go on.'],
    [
      'a database is away',
      status({}, { subscriptions: undefined }),
      'A database does not answer, so lag and parked events are not known.',
    ],
    [
      'something is parked',
      status(
        {},
        {
          parked: [
            { context: 'kitchen', subscription: 'cook', parked: 1, reasons: NO_REASONS, queued: 4, first: undefined },
          ],
        },
      ),
      '1 parked event needs a look.',
    ],
  ])('says in one line that %s', (_what, shown, text) => {
    expect(textOf(shown, 'verdict', '</p>')).toBe(text);
  });

  it('shows the progress of each subscription and publisher', () => {
    const behind = status({ lag: 10_000, oldestMs: 3_700_000, parked: 2, queued: 7, stalled: 'no host' });
    expect(textOf(behind, 'lag-kitchen-cook-hall', '</tr>')).toBe(
      'cook hall Ordered, Changed no host 10,000+ 1 h 2 +7 queued',
    );
    expect(textOf(behind, 'lag-kitchen-cook-kitchen', '</tr>')).toBe('cook kitchen Burnt 0 0');
    expect(textOf(status({ lag: undefined, oldestMs: undefined }), 'lag-kitchen-cook-hall', '</tr>')).toContain(
      'Changed – – 0',
    );
    expect(textOf(status({}, { subscriptions: undefined }), 'lag-kitchen-cook-hall', '</tr>')).toContain('– – –');
  });

  it('says where the subscriptions of contexts in other hosts are shown', () => {
    expect(textOf(status(), 'lag-elsewhere', '</tbody>')).toBe(
      'elsewhere cellar npm run multilith -- subscriptions shows theirs, too',
    );
    const here = { contexts: [context('hall'), kitchen] };
    expect(indexPage(status({}, here), LINKS)).not.toContain('lag-elsewhere');
  });

  it('shows since when and why an event is parked, and the next step', () => {
    const first = {
      subscription: 'cook',
      publisher: 'hall',
      lane: 1,
      key: 'table-7',
      position: 5n,
      eventId: 'e',
      name: 'hall.Ordered',
      version: 1,
      status: 'parked',
      reason: 'failed',
      attempts: 5,
      lastError: 'Error: <no> "pans" & pots',
      lastStack: undefined,
      firstFailedAt: at,
      lastFailedAt: at,
      parkedAt: new Date(at.getTime() - 3 * 60_000),
    } as const;
    const reasons = { ...NO_REASONS, failed: 1, unreadable: 1 };
    const parked = [{ context: 'kitchen', subscription: 'cook', parked: 2, reasons, queued: 1, first }];
    expect(textOf(status({}, { parked }), 'parked', '</section>')).toBe(
      'Parked kitchen /cook 2 events parked (1 cannot be read by this release), 1 event queued behind; the first, hall.Ordered , 3 min ago after 5 attempts. Error: &lt;no&gt; &quot;pans&quot; &amp; pots npm run multilith -- retry kitchen/cook Later events of the same key wait. Mend the cause, then retry; or give an event up with drop .',
    );
    expect(indexPage(status({}, { parked }), LINKS)).not.toContain('table-7');
  });

  it('shows who still sends earlier versions, once there are any', () => {
    const of = { message: 'hall.Order', current: 3, lastAt: at };
    const earlierCalls = [
      { ...of, version: 2, caller: 'the API of bar', calls: 1_200 },
      { ...of, version: 1, caller: '<bar>', calls: 7 },
    ];
    expect(textOf(status({}, { earlierCalls }), 'earlier-versions', '</section>')).toBe(
      'Callers of earlier versions message version caller calls hall.Order 1 current: 3 &lt;bar&gt; 7 hall.Order 2 current: 3 the API of bar 1,200',
    );
    expect(indexPage(status(), LINKS)).not.toContain('earlier-versions');
  });

  it('marks unknown figures', () => {
    expect(textOf(status({}, { facts: [{ title: 'Meals', facts: undefined }] }))).toContain('Meals does not answer –');
  });

  it('shows the latest events by name, key and age', () => {
    expect(textOf(status(), 'latest', '</section>')).toBe(
      'hall.Ordered table-4 1 min ago kitchen.Burnt &lt;b&gt; just now',
    );
    expect(textOf(status({}, { latest: [] }), 'latest', '</section>')).toBe('Nothing has been published yet.');
    expect(textOf(status({}, { latest: undefined }), 'latest', '</section>')).toBe('A database does not answer.');
  });

  it('shows the rates of the last minute, if they are counted', () => {
    expect(textOf(status(), 'rates', '</section>')).toBe('Events per second 0.3 Calls per second 1,234');
    expect(indexPage(status({}, { rates: undefined }), LINKS)).not.toContain('id="rates"');
  });

  it('links only to pages that exist', () => {
    const linksOf = (shown: Parameters<typeof indexPage>[1]): (string | undefined)[] =>
      [.../<nav>[\s\S]*?<\/nav>/.exec(indexPage(status(), shown))![0].matchAll(/href="([^"]+)"/g)].map(([, to]) => to);
    expect(linksOf(LINKS)).toEqual(['/graphiql', '/health/ready', '/metrics', '/status.json', '/docs']);
    expect(linksOf({ ...LINKS, development: false, metrics: false, docs: false })).toEqual(['/health/ready']);
  });

  it('runs its own script and style only, loads nothing, and works without the script', () => {
    const page = indexPage(status(), { ...LINKS, development: false, docs: false });
    for (const tag of ['style', 'script']) {
      const [, text] = new RegExp(`<${tag}[^>]*>([\\s\\S]*?)</${tag}>`).exec(page)!;
      const hash = createHash('sha256').update(text!).digest('base64');
      expect(INDEX_PAGE_POLICY).toContain(`${tag}-src 'sha256-${hash}'`);
    }
    expect(INDEX_PAGE_POLICY).toMatch(/^default-src 'none';/);
    expect(INDEX_PAGE_POLICY).not.toMatch(/unsafe|\*|https?:/);
    expect(page).not.toMatch(/\son\w+=|style="|javascript:|(?:src|href)="(?:https?:)?\/\//);
    expect(page).toContain('<noscript><meta http-equiv="refresh"');
  });

  it('gives everything that changes an id, by which the script finds it', () => {
    const ids = [...indexPage(status(), LINKS).matchAll(/id="([^"]+)"\s+data-live/g)].map(([, id]) => id);
    expect(ids).toEqual([
      'verdict',
      'parked',
      'facts-0',
      'rates',
      'latest',
      'lag-kitchen-cook-hall',
      'lag-kitchen-cook-kitchen',
      'at',
    ]);
    const all = [...indexPage(status(), LINKS).matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(all).size).toBe(all.length);
  });
});
