import { event, query } from '@multilith/contract';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { compatCommand } from '../src/compat/compat-command.js';
import { GateWorkspace } from './gate-workspace.js';

const key = (): string => 'key';
class OrderPlaced extends event('orders.OrderPlaced', { payload: z.object({ total: z.int() }), key }) {}
class OrderPlacedRenamed extends event('orders.OrderPlaced', { payload: z.object({ totalPence: z.int() }), key }) {}
class OrderPlacedV2 extends event('orders.OrderPlaced', {
  version: 2,
  payload: z.object({ totalPence: z.int() }),
  key,
  earlier: { 1: OrderPlaced },
  upcast: { 1: ({ total }) => ({ totalPence: total }) },
}) {}
class OrderPlacedNarrowed extends event('orders.OrderPlaced', { payload: z.object({ total: z.int().min(1) }), key }) {}
class GetOrders extends query('orders.GetOrders', { input: z.object({}), output: z.object({}), access: 'public' }) {}
class GetStock extends query('stock.GetStock', { input: z.object({}), output: z.object({}), access: 'public' }) {}

const CODE = {
  'nx.json': '{ "defaultBase": "main" }',
  CODEOWNERS: '* @acme/all\n/libs/contracts/orders/ @acme/orders\n',
  'libs/contracts/orders/src/index.ts': `
    import { event } from '@multilith/contract';
    export class OrderPlaced extends event('orders.OrderPlaced', { payload, key }) {}`,
  'libs/modules/reporting/src/reporting.module.ts': `
    import { subscription } from '@multilith/runtime';
    import { Project } from './project.js';
    export const subscriptions = [subscription('sales', { handler: Project, start: 'beginning' })];`,
  'libs/modules/reporting/src/project.ts': `
    import { OrderPlaced } from '@contracts/orders';
    @EventsHandler(OrderPlaced)
    export class Project {}`,
};

/** What CI sets for its own run says nothing about these repositories. */
let outer: string | undefined;
beforeEach(() => {
  outer = process.env['NX_BASE'];
  delete process.env['NX_BASE'];
});
afterEach(() => {
  if (outer !== undefined) process.env['NX_BASE'] = outer;
});

describe('multilith-contract compat', () => {
  it('fails for a renamed field of an event, and names the history, its consumers, the owner and the remedy', async () => {
    const workspace = new GateWorkspace(CODE).lock('orders', OrderPlaced).branch();
    workspace.lock('orders', OrderPlacedRenamed);
    const { code, output } = await workspace.compat();
    expect(code).toBe(1);
    expect(output).toContain('orders  libs/contracts/orders  owner: @acme/orders');
    expect(output).toContain('✗ orders.OrderPlaced v1 · history, for subscribers · total: renamed to `totalPence`');
    expect(output).toContain('The new contract refuses content without `totalPence`, which the journal holds.');
    expect(output).toContain(
      'Subscribers with the old contract refuse content without `total`, which the new publisher publishes.',
    );
    expect(output).toContain(
      'reporting, subscription sales from the beginning, version 1: libs/modules/reporting/src/project.ts',
    );
    expect(output).toContain('npx nx g version orders/OrderPlaced');
    expect(output).toMatch(/accept {3}npx multilith-contract compat( --accept orders-[0-9a-f]{12}){2} --reason "…"/);
  });

  it('passes for the same change as a version with an upcaster', async () => {
    const workspace = new GateWorkspace(CODE).lock('orders', OrderPlaced).branch();
    workspace.lock('orders', OrderPlacedV2);
    workspace.write(
      'libs/contracts/orders/src/index.ts',
      `import { event } from '@multilith/contract';
       class OrderPlacedV1 extends event('orders.OrderPlaced', { payload, key }) {}
       export class OrderPlaced extends event('orders.OrderPlaced', { version: 2, payload, key, earlier: { 1: OrderPlacedV1 } }) {}`,
    );
    const { code, output } = await workspace.compat();
    expect(code).toBe(0);
    expect(output).toContain('! orders.OrderPlaced v1 · for subscribers: published in version 2 only');
    expect(output).toContain('Deploy the subscribers before the publisher');
  });

  it('says that nothing changed, and with what it compared', async () => {
    const workspace = new GateWorkspace(CODE).lock('orders', OrderPlaced).branch();
    const { code, output } = await workspace.compat();
    expect(code).toBe(0);
    expect(output).toMatch(
      /^✓ No contract changed \(merge base with main: [0-9a-f]{8}, which is HEAD: only changes that are not committed count, no published locks\)\.\n$/,
    );
    workspace.write('notes.md', 'work');
    workspace.commit();
    expect((await workspace.compat()).output).toMatch(/merge base with main: [0-9a-f]{8}, no published locks/);
  });

  it('compares with the point where the branch began, not with what happened on main since', async () => {
    const workspace = new GateWorkspace(CODE).lock('orders', OrderPlaced).branch();
    workspace.git('switch', '--quiet', 'main');
    workspace.lock('orders', OrderPlaced, GetOrders);
    workspace.commit();
    workspace.git('switch', '--quiet', 'work');
    expect(await workspace.compat()).toMatchObject({ code: 0, output: expect.stringContaining('No contract changed') });
  });

  it('compares with the published lock as well, so that a change on main is found before its release', async () => {
    const workspace = new GateWorkspace(CODE)
      .lock('orders', OrderPlaced)
      .publish('orders')
      .lock('orders', OrderPlacedNarrowed)
      .branch();
    const { code, output } = await workspace.compat();
    expect(code).toBe(1);
    expect(output).toContain('v1 · history · total: minimum none → 1');
    expect(output).toContain('since    the published lock; the merge base has it already');
  });

  it('finds a contract that was deleted', async () => {
    const workspace = new GateWorkspace(CODE).lock('orders', OrderPlaced).lock('stock', GetStock).branch();
    workspace.remove('libs/contracts/stock');
    const { code, output } = await workspace.compat();
    expect(code).toBe(1);
    expect(output).toContain('✗ stock.GetStock · message: query removed');
    expect(await workspace.compat('libs/contracts/orders')).toMatchObject({ code: 0 });
    expect(await workspace.compat('--deleted')).toEqual({ code: 1, output });
    const id = /--accept (stock-\w+)/.exec(output)![1]!;
    await workspace.compat('--accept', id, '--reason', 'stock is counted elsewhere');
    expect(await workspace.compat()).toMatchObject({ code: 0 });
  });

  it('recognizes a contract that was moved to another folder', async () => {
    const workspace = new GateWorkspace(CODE).lock('orders', OrderPlaced).branch();
    workspace.git('mv', 'libs/contracts/orders', 'libs/contracts/sales');
    expect(await workspace.compat()).toMatchObject({ code: 0, output: expect.stringContaining('No contract changed') });
  });

  it('has nothing to compare for a new contract', async () => {
    const workspace = new GateWorkspace(CODE).lock('orders', OrderPlaced).branch();
    workspace.lock('stock', GetStock);
    expect(await workspace.compat()).toMatchObject({
      code: 0,
      output: expect.stringContaining('○ New, or without an earlier lock: stock.'),
    });
  });

  it('prints findings as JSON', async () => {
    const workspace = new GateWorkspace(CODE).lock('orders', OrderPlaced).branch();
    workspace.lock('orders', OrderPlacedRenamed);
    const { code, output } = await workspace.compat('--json');
    expect(code).toBe(1);
    const [contract] = (JSON.parse(output) as { contracts: { findings: object[] }[] }).contracts;
    expect(contract!.findings).toContainEqual(
      expect.objectContaining({
        verdict: 'breaking',
        rule: 'field-renamed',
        part: 'history',
        path: 'total',
        owner: '@acme/orders',
        against: ['base'],
        consumers: [expect.objectContaining({ context: 'reporting' })],
      }),
    );
  });

  it('takes the ref of --base, NX_BASE, or the default branch of origin', async () => {
    const workspace = new GateWorkspace(CODE).lock('orders', OrderPlaced).branch();
    workspace.lock('orders', OrderPlacedRenamed);
    workspace.commit();
    expect(await workspace.compat('--base', 'HEAD')).toMatchObject({
      code: 0,
      output: expect.stringContaining('merge base with HEAD'),
    });
    process.env['NX_BASE'] = 'HEAD';
    expect(await workspace.compat()).toMatchObject({ code: 0 });
    delete process.env['NX_BASE'];
    workspace.git('update-ref', 'refs/remotes/origin/main', 'main');
    workspace.git('branch', '--quiet', '-D', 'main');
    expect(await workspace.compat()).toMatchObject({
      code: 1,
      output: expect.stringContaining('merge base with origin/main'),
    });
  });

  it('says what is missing: a ref, the history of a shallow clone, a lock', async () => {
    const workspace = new GateWorkspace(CODE).lock('orders', OrderPlaced).branch();
    workspace.lock('orders', OrderPlaced, GetOrders);
    workspace.commit();
    expect(await workspace.compat('--base', 'release')).toMatchObject({
      code: 1,
      output: expect.stringContaining("CONTRACT_BASE_UNKNOWN: There is no 'release'"),
    });
    expect(await workspace.compat('libs/contracts/none')).toMatchObject({
      code: 1,
      output: expect.stringContaining('libs/contracts/none/src/contract.lock.json is missing'),
    });
    workspace.write('libs/contracts/orders/src/contract.lock.json', '<<<<<<< HEAD\n');
    expect(await workspace.compat()).toMatchObject({
      code: 1,
      output: expect.stringContaining('has conflicts of a merge'),
    });

    const clone = mkdtempSync(join(tmpdir(), 'shallow-'));
    onTestFinished(() => rmSync(clone, { recursive: true, force: true }));
    execFileSync(
      'git',
      ['clone', '--quiet', '--depth=1', '--no-single-branch', '--branch=work', `file://${workspace.root}`, clone],
      { stdio: 'pipe' },
    );
    expect(await output(() => compatCommand(clone, []))).toMatch(/The clone is shallow.*fetch-depth: 0/s);
  });

  it('leaves packages of shared types alone, and takes no contract for one', async () => {
    const workspace = new GateWorkspace({
      ...CODE,
      'libs/contracts/shared/package.json': '{ "name": "@contracts/shared" }',
      'libs/contracts/shared/src/index.ts': 'export const Money = 1;',
      'libs/contracts/orders/package.json': '{ "name": "@contracts/orders" }',
    });
    workspace.lock('orders', OrderPlaced).branch();
    expect(await workspace.compat('libs/contracts/shared')).toMatchObject({
      code: 0,
      output: expect.stringContaining('There is no contract to compare'),
    });
    workspace.remove('libs/contracts/orders/src/contract.lock.json');
    expect(await workspace.compat('libs/contracts/orders')).toMatchObject({
      code: 1,
      output: expect.stringContaining('libs/contracts/orders/src/contract.lock.json is missing'),
    });
  });

  it('works outside of a repository with the published lock', async () => {
    const workspace = new GateWorkspace(CODE)
      .lock('orders', OrderPlaced)
      .publish('orders')
      .lock('orders', OrderPlacedRenamed);
    const { code, output: text } = await workspace.compat();
    expect(code).toBe(1);
    expect(text).toContain('(no git repository with commits, published locks: 1)');
    expect(await workspace.compat('--base', 'main')).toMatchObject({
      code: 1,
      output: expect.stringContaining('is not a git repository'),
    });
  });

  it('refuses options that it does not have, and a reason for nothing', async () => {
    const workspace = new GateWorkspace(CODE);
    expect(await workspace.compat('--reason', 'because')).toMatchObject({
      code: 1,
      output: expect.stringContaining('--accept <id> --reason'),
    });
    expect(await workspace.compat('--bse', 'main')).toMatchObject({
      code: 2,
      output: expect.stringContaining('--bse'),
    });
    expect(await workspace.compat('--help')).toMatchObject({
      code: 0,
      output: expect.stringContaining('--accept <id>'),
    });
  });
});

async function output(run: () => Promise<number>): Promise<string> {
  const { vi } = await import('vitest');
  const spy = vi.spyOn(console, 'error').mockImplementation(() => {});
  await run();
  const text = spy.mock.calls.flat().join('\n');
  spy.mockRestore();
  return text;
}
