import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { refuseUnready } from '../extract/extract-command.js';
import { planText } from './plan-text.js';
import { obstacles, readPlan } from './plan.js';

/** Orders queries stock and prices, subscribes to payments, and publishes; stock queries orders if a test says so. */
function workspace(changed: Readonly<Record<string, string>> = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'plan-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const contract = (context: string, ...messages: string[]): string =>
    [`import { command, event, query } from '@multilith/contract';`, ...messages, `export const ${context} = 1;`].join(
      '\n',
    );
  const files: Record<string, string> = {
    'package.json': '{ "workspaces": ["libs/*/*"] }',
    'libs/platform/contract/src/index.ts': 'export const command = 1, event = 2, query = 3;',
    'libs/platform/runtime/src/index.ts': 'export const use = 1, fallback = 2;',
    'libs/contracts/orders/src/index.ts': contract(
      'orders',
      `export class GetOrders extends query('orders.GetOrders', {}) {}`,
      `export class OrderPlaced extends event('orders.OrderPlaced', {}) {}`,
    ),
    'libs/contracts/stock/src/index.ts': contract('stock', `export class Take extends command('stock.Take', {}) {}`),
    'libs/contracts/prices/src/index.ts': contract('prices', `export class Ask extends query('prices.Ask', {}) {}`),
    'libs/modules/orders/src/index.ts': `export { OrdersModule } from './orders.module.js';`,
    'libs/modules/orders/src/orders.module.ts': `import { use, fallback } from '@multilith/runtime';
import { stock, Take } from '@contracts/stock';
import { prices, Ask } from '@contracts/prices';
export const uses = [
  use(stock, { timeout: '1s', whenUnavailable: 'fail' }),
  use(prices, { whenUnavailable: fallback(Ask, () => 0) }),
];
export const sent = [Take];
export class OrdersModule {}`,
    'libs/modules/orders/src/api/index.ts': `import { GetOrders } from '@contracts/orders';\nexport const taken = GetOrders;`,
    'libs/modules/stock/src/index.ts': `export { StockModule } from './stock.module.js';`,
    'libs/modules/stock/src/stock.module.ts': `import { OrderPlaced } from '@contracts/orders';
export class StockModule { heard = OrderPlaced; }`,
    ...changed,
  };
  const packages = new Map<string, string>();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    const [, folder, kind, name] = /^(libs\/(\w+)\/(\w+))\/src/.exec(path) ?? [];
    if (folder) packages.set(folder, kind === 'platform' ? `@multilith/${name}` : `@${kind}/${name}`);
  }
  const dependencies = Object.fromEntries([...packages.values()].map((name) => [name, '*']));
  for (const [folder, name] of packages) {
    const exported = { '.': { default: './src/index.ts' }, './api': { default: './src/api/index.ts' } };
    writeFileSync(join(root, folder, 'package.json'), JSON.stringify({ name, exports: exported, dependencies }));
    mkdirSync(dirname(join(root, 'node_modules', name)), { recursive: true });
    symlinkSync(join(root, folder), join(root, 'node_modules', name));
  }
  return root;
}

describe('the plan of an extraction', () => {
  it('says what will cross the network, both ways, and what happens when it does not arrive', () => {
    const plan = readPlan(workspace(), 'orders');
    expect(plan.callsOut).toEqual([
      { from: 'orders', by: 'module', to: 'prices', messages: ['Ask'], whenUnavailable: 'fallback' },
      { from: 'orders', by: 'module', to: 'stock', messages: ['Take'], whenUnavailable: 'fail' },
    ]);
    expect(plan.callsIn).toEqual([
      { from: 'orders', by: 'api', to: 'orders', messages: ['GetOrders'], whenUnavailable: 'fail' },
    ]);
    expect(plan.eventsOut).toEqual([{ from: 'orders', to: 'stock', events: ['OrderPlaced'] }]);
    expect([plan.eventsIn, plan.cycles, plan.findings, obstacles(plan)]).toEqual([[], [], [], []]);
    const text = planText(plan);
    expect(text).toContain('nothing is in the way');
    expect(text).toContain('stock: Take; when it is not there: fail');
    expect(text).toContain('Calls per request: not measured');
  });

  it('says how often calls were made, where traces of it were recorded', () => {
    const attributes = Object.entries({
      'rpc.service': 'stock',
      'multilith.route': 'local',
      'multilith.caller': 'orders',
      'multilith.caller.kind': 'context',
    }).map(([key, stringValue]) => ({ key, value: { stringValue } }));
    const method = [{ key: 'http.request.method', value: { stringValue: 'POST' } }];
    const spans = [
      { traceId: 'a', spanId: '1', name: 'mutation order', attributes: method },
      { traceId: 'a', spanId: '2', parentSpanId: '1', name: 'stock.Take', attributes },
    ];
    const root = workspace({ 'traces.jsonl': JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }) });
    const plan = readPlan(root, 'orders', 'traces.jsonl');
    expect(plan.callsPerRequest).toMatchObject({ requests: 1, mean: 1, most: 1 });
    const text = planText(plan);
    expect(text).toContain('Calls per request, measured: 1 on average, at most 1, in 1 recorded requests.');
    expect(text).toContain('mutation order (1 recorded): 1 on average, at most 1: 1 × stock.Take by orders');
  });

  it('names circles of calls and breaches of boundaries, which are in the way', () => {
    const root = workspace({
      'libs/modules/stock/src/stock.module.ts': `import { use } from '@multilith/runtime';
import { orders, GetOrders } from '@contracts/orders';
import '@modules/orders';
export const uses = [use(orders, { whenUnavailable: 'fail' })];
export class StockModule { asked = GetOrders; }`,
    });
    const plan = readPlan(root, 'orders');
    expect(plan.cycles).toEqual([['orders', 'stock', 'orders']]);
    expect(plan.findings.map(({ rule, file }) => `${rule} ${file}`)).toContain(
      'no-cross-context libs/modules/stock/src/stock.module.ts',
    );
    expect(planText(plan)).toMatch(/thing\(s\) in the way[^]*orders → stock → orders/);
  });

  it('names all that is in the way; the refusal to extract names the first of it', () => {
    const breaches = Array.from({ length: 8 }, (_, i) => [
      `libs/modules/orders/src/breach-${i}.ts`,
      `import '@modules/stock';\n`,
    ]);
    const plan = readPlan(workspace(Object.fromEntries(breaches) as Record<string, string>), 'orders');
    const count = obstacles(plan).length;
    expect(count).toBeGreaterThanOrEqual(8);
    for (const [file] of breaches) expect(planText(plan)).toContain(file);
    const refused = expect.objectContaining({
      code: 'PLACEMENT_NOT_READY',
      message: expect.stringContaining(`and ${count - 5} more`) as string,
    }) as Error;
    expect(() => refuseUnready(plan)).toThrow(refused);
  });
});
