import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { BuiltWorkspace, type Ended } from './built-workspace.js';

const GENERATED = [
  ['context', 'gift-cards', '--entity=GiftCard', '--description=Sells and takes gift cards'],
  ['command', 'gift-cards/RedeemGiftCard', '--api', '--access=authenticated'],
  ['query', 'gift-cards/GetRedemptions'],
  ['event', 'gift-cards/GiftCardRedeemed'],
  ['subscription', 'gift-cards/welcome-orders', '--event=orders.OrderConfirmed'],
  ['command', 'orders/HoldOrder'],
  ['query', 'customers/FindFavourite', '--api', '--access=public'],
  ['event', 'orders/OrderHeld'],
  ['subscription', 'shipping/hold-parcels', '--event=orders.OrderHeld', '--start=now'],
  ['subscription', 'shipping/follow-orders', '--event=orders.OrderHeld'],
  ['extension', 'shipping/Order', '--field=parcel', '--query=GetShipments'],
  ['context', 'loyalty', '--bare'],
  ['subscription', 'loyalty/earn-points', '--event=orders.OrderConfirmed', '--entity=Balance'],
  ['extension', 'loyalty/Customer', '--field=loyalty', '--query=GetBalances'],
];
const SPECS = [
  ...['gift-card', 'redeem', 'redemption', 'welcome-orders', 'hold-order', 'find-favourite', 'hold-parcels'],
  ...['order-held', 'loyalty'],
];
/** Many runs of Nx and every check of `npm test`, on a machine that does other things as well. */
const LONG = 3_600_000;

let copy: BuiltWorkspace;
const generated: Ended[] = [];

beforeAll(async () => {
  copy = new BuiltWorkspace();
  for (const args of GENERATED) generated.push(await copy.run('nx', ['g', ...args]));
}, LONG);
afterAll(() => copy.remove());

/** Expects a command to succeed; shows what it printed where it does not. */
async function passes(command: string, ...args: string[]): Promise<string> {
  const { code, output } = await copy.run(command, args, { TEST_DATABASE_URL: inject('postgresUrl') });
  expect(code, output).toBe(0);
  return output;
}

describe('what the generators write, unedited', { timeout: LONG }, () => {
  it('is written by nx g without more words', () => {
    for (const { code, output } of generated) expect(code, output).toBe(0);
  });

  it('builds', () => passes('tsc', '-b'));

  it('has the references, names and owners that it should have', () => passes('node', 'tools/dev/workspace.mjs'));

  it('has the types that its SDL says', () => passes('node', 'tools/codegen/dist/main.js', '--check'));

  it('crosses no boundary, and stands in the graph', async () => {
    await passes('node', 'tools/boundary-lint/dist/cli.js');
    const graph = copy.read('docs/module-graph.md');
    expect(graph).toContain('| orders | is heard by | gift-cards | OrderConfirmed |');
    expect(graph).toMatch(/\| orders \| is heard by \| shipping \| .*OrderHeld/);
  });

  it('has no lint and is formatted', async () => {
    await passes('oxlint', '--deny-warnings', 'libs', 'apps');
    await passes('prettier', '--check', '--ignore-unknown', ...copy.changes());
  });

  it('has specs that fit their types', async () => {
    await passes('node', 'tools/dev/typecheck.mjs', 'libs/modules/gift-cards');
    await passes('node', 'tools/dev/typecheck.mjs', 'libs/contracts/gift-cards');
  });

  it('has specs that pass in every topology', async () => {
    const output = await passes('vitest', 'run', ...SPECS);
    expect(output).toMatch(/Test Files +13 passed/);
  });

  it('leaves a lockfile that npm ci takes, and that npm would write itself', async () => {
    const lockfile = copy.read('package-lock.json');
    await passes('npm', 'ci', '--dry-run', '--offline', '--ignore-scripts');
    await passes('npm', 'install', '--package-lock-only', '--offline', '--ignore-scripts', '--no-audit');
    expect(copy.read('package-lock.json')).toBe(lockfile);
  });

  it('is one project graph with the rest', async () => {
    const projects = await passes('nx', 'show', 'projects');
    expect(projects.split('\n')).toEqual(expect.arrayContaining(['gift-cards', 'contract-gift-cards']));
  });
});

describe('a generator that cannot do what it is asked for', { timeout: LONG }, () => {
  beforeAll(() => copy.commit());

  it.each(GENERATED.slice(0, 5))('writes nothing when nx g %s %s is run again', async (...args) => {
    const { code, output } = await copy.run('nx', ['g', ...args]);
    expect(code).toBe(1);
    expect(output).toMatch(/GENERATOR_NAME_TAKEN: [^]+Nothing was written/);
    expect(copy.changes()).toEqual([]);
  });

  it('writes nothing in a dry run either', async () => {
    const { code, output } = await copy.run('nx', ['g', 'context', 'parcels', '--dry-run']);
    expect(code, output).toBe(0);
    expect(output).toContain('CREATE libs/modules/parcels/src/parcels.module.ts');
    expect(copy.changes()).toEqual([]);
  });
});
