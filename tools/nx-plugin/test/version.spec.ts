import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import versionGenerator, { type VersionOptions } from '../src/generators/version/version.generator.js';
import { BuiltWorkspace } from './built-workspace.js';
import { UnwrittenFiles } from './unwritten-files.js';

const LONG = 3_600_000;
const CONTRACT = 'libs/contracts/orders';
const PLACED = `${CONTRACT}/src/order-placed.ts`;
let copy: BuiltWorkspace;

/** Runs the generator as Nx does, without the seconds that Nx takes to start. */
async function version(options: Partial<VersionOptions> & { readonly name: string }): Promise<void> {
  const files = new UnwrittenFiles(copy.folder);
  const afterwards = await versionGenerator(files, { downcast: true, ...options });
  files.flush();
  await afterwards();
}

async function passes(command: string, ...args: string[]): Promise<string> {
  const { code, output } = await copy.run(command, args, { TEST_DATABASE_URL: inject('postgresUrl') });
  expect(code, output).toBe(0);
  return output;
}

const edit = (path: string, change: (text: string) => string): void =>
  writeFileSync(join(copy.folder, path), change(copy.read(path)));

beforeAll(() => {
  copy = new BuiltWorkspace();
}, LONG);
afterAll(() => copy.remove());

it(
  'nx g version keeps the released class of an event',
  async () => {
    const output = await passes('nx', 'g', 'version', 'orders/OrderPlaced', '--description=the currency is named');
    expect(output).toContain('to stay, use OrderPlacedV1');
    expect(copy.read(`${CONTRACT}/README.md`)).toContain(
      '| `orders.OrderPlaced` | [1](src/order-placed.v1.ts) | the currency is named |',
    );
  },
  LONG,
);

// The cursor in the input of the query is decoded by a codec.
it.each(['orders/PlaceOrder', 'orders.ListOrders'])(
  'keeps the released class of %s',
  (name) => version({ name }),
  LONG,
);

it(
  'what it writes builds, and so do the users of the message',
  () => passes('tsc', '-b', CONTRACT, 'libs/modules/orders', 'libs/modules/inventory'),
  LONG,
);

it('its specs fit their types', () => passes('node', 'tools/dev/typecheck.mjs', CONTRACT), LONG);

it(
  'has no lint, crosses no boundary and is formatted',
  async () => {
    await passes('node', 'tools/boundary-lint/dist/cli.js', '--only', CONTRACT);
    await passes('oxlint', '--deny-warnings', CONTRACT);
    await passes('prettier', '--check', '--ignore-unknown', ...copy.changes());
  },
  LONG,
);

it(
  'its specs pass',
  async () => {
    expect(await passes('vitest', 'run', CONTRACT)).toMatch(/Test Files +4 passed/);
  },
  LONG,
);

it(
  'the lock and the protobuf files have both versions, and the gate lets them pass',
  async () => {
    await passes('multilith-contract', 'write', CONTRACT, '--check', '--no-build');
    expect(await passes('multilith-contract', 'compat', CONTRACT, '--base', 'HEAD')).toContain('✓');
    expect(copy.read(`${CONTRACT}/proto/orders/v2/orders.proto`)).toContain('message OrderPlaced {');
  },
  LONG,
);

it('refuses another version before that one is released', async () => {
  await expect(version({ name: 'orders/OrderPlaced' })).rejects.toMatchObject({
    code: 'GENERATOR_NOT_RELEASED',
    message: expect.stringMatching(
      /orders\.OrderPlaced has version 1 in commit \w{10}, [^]* and 2 here: [^]* Nothing was written/,
    ) as string,
  });
});

it(
  'takes a class that was edited already from Git, and converts a renamed field',
  async () => {
    copy.commit();
    edit(PLACED, (text) =>
      text.replace('    total: MinorUnits,', '    totalPence: MinorUnits,\n    note: z.string().optional(),'),
    );
    edit(`${CONTRACT}/src/order-line.ts`, (text) => text.replace('unitPrice', 'unitPence'));
    await version({ name: 'orders/OrderPlaced' });
    const current = copy.read(PLACED);
    expect(current).toContain('  version: 3,');
    expect(current).toContain('earlier: { 2: OrderPlacedV2 },');
    expect(current).toContain('upcast: { 2: ({ total, ...same }) => ({ ...same, totalPence: total }) },');
    expect(current).toContain('downcast: { 2: ({ totalPence, ...same }) => ({ ...same, total: totalPence }) },');
    const earlier = copy.read(`${CONTRACT}/src/order-placed.v2.ts`);
    expect(earlier).toMatch(
      /class OrderPlacedV2 [^]*version: 2,[^]*total: MinorUnits,[^]*earlier: \{ 1: OrderPlacedV1 \}/,
    );
    // Its line is the released one. What became of a line is left to the author, as the compiler says.
    expect(earlier).toMatch(
      /const OrderLine = z\s+\.object\(\{[^]*unitPrice: MinorUnits,\s+\}\)\s+\.meta\(\{ id: 'OrderLine' \}\)/,
    );
    const { code, output } = await copy.run('tsc', ['-b', CONTRACT]);
    expect(code).not.toBe(0);
    expect(output).toMatch(/order-placed\.ts[^]*unitPence/);

    edit(`${CONTRACT}/src/order-line.ts`, (text) => text.replace('unitPence', 'unitPrice'));
    await passes('tsc', '-b', CONTRACT);
    // Specs that were there before still say `total`; the new one fits.
    const types = await copy.run('node', ['tools/dev/typecheck.mjs', CONTRACT]);
    expect(types.output).toContain('orders.spec.ts');
    expect(types.output).not.toContain('order-placed.v2');
    await passes('vitest', 'run', `${CONTRACT}/src/order-placed.v2`);
    expect(copy.read(`${CONTRACT}/README.md`)).toContain('| `orders.OrderPlaced` | [2](src/order-placed.v2.ts) |');
  },
  LONG,
);

it('keeps the class of the revision that is named', async () => {
  await version({ name: 'orders/OrderCancelled', base: 'HEAD', downcast: false });
  expect(copy.read(`${CONTRACT}/src/order-cancelled.ts`)).not.toContain('downcast');
  await expect(version({ name: 'orders/OrderConfirmed', base: 'no-such-tag' })).rejects.toMatchObject({
    code: 'GENERATOR_UNKNOWN_REVISION',
  });
});
