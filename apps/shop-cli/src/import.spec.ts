import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '@multilith/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runCommand, ShopProcess, type Running } from '../test/commands.js';
import { manyInvoices, retailCsv } from '../test/retail-csv.js';

const MINUTES = 60_000;

let folder: string;
let database: TestDatabase;
let shop: ShopProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shop-cli-'));
  database = await createTestDatabase();
  shop = await ShopProcess.start(database.url, folder);
}, 2 * MINUTES);

afterAll(async () => {
  await shop?.stop();
  await database?.drop();
  await rm(folder, { recursive: true });
}, MINUTES);

async function file(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

/** Waits for the end of a command that must succeed; shows what it printed if it does not. */
async function succeeds(command: Running): Promise<string> {
  const code = await command.ended;
  expect({ code, output: code === 0 ? '' : command.stdout + command.stderr }).toEqual({ code: 0, output: '' });
  return command.stdout;
}

const orderCount = async (): Promise<number> =>
  Number((await database.query('SELECT count(*) FROM orders.orders'))[0]?.['count']);

describe('importing into a running shop', { timeout: 5 * MINUTES }, () => {
  const lines = [
    '536365,85123A,HEART,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom',
    '536366,22633,WARMER,2,2010-12-01 08:28:00,1.85,17850.0,United Kingdom',
    '536365,71053,LANTERN,6,2010-12-01 08:26:00,3.39,17850.0,United Kingdom',
    '536365,85123A,HEART,1,2010-12-01 08:26:00,2.55,17850.0,United Kingdom',
    '536365,71053,LANTERN,1,2010-12-01 08:26:00,3.00,17850.0,United Kingdom',
    'C536379,22633,WARMER,-2,2010-12-02 09:41:00,1.85,17850.0,United Kingdom',
    'C536380,85123A,HEART,-1,2010-12-02 09:42:00,2.55,17850.0,United Kingdom',
    '536367,POST,,3,2010-12-03 10:00:00,18.00,,France',
    '536368,85123A,?,-9,2010-12-03 11:00:00,0,,United Kingdom',
  ];

  it('accounts for every row, to the penny', async () => {
    const report = join(folder, 'report.json');
    const path = await file('small.csv', retailCsv(...lines));
    await succeeds(shop.import(path, '--report', report, '--concurrency', '4'));
    const {
      rows,
      accepted,
      merged,
      rejected,
      sold,
      cancelled,
      shop: totals,
    } = await import(report, { with: { type: 'json' } }).then(
      (read: { default: Record<string, unknown> }) => read.default,
    );
    expect({ rows, accepted, merged, rejected, sold, cancelled }).toEqual({
      rows: 9,
      accepted: 6,
      merged: 1,
      rejected: 2,
      sold: 1785 + 2034 + 300 + 370 + 5400,
      cancelled: 370,
    });
    expect(totals).toEqual({
      orders: { PENDING: 0, CONFIRMED: 3, REJECTED: 0, CANCELLED: 1 },
      refused: 0,
      sold,
      cancelled,
    });
    expect(
      await database.query(
        'SELECT reference, customer_id, total::int, state, placed_at FROM orders.orders ORDER BY reference',
      ),
    ).toEqual([
      {
        reference: '536365',
        customer_id: '17850',
        total: 7 * 255 + 300,
        state: 'CONFIRMED',
        placed_at: new Date('2010-12-01T08:26:00Z'),
      },
      {
        reference: '536365#2',
        customer_id: '17850',
        total: 6 * 339,
        state: 'CONFIRMED',
        placed_at: new Date('2010-12-01T08:26:00Z'),
      },
      {
        reference: '536366',
        customer_id: '17850',
        total: 370,
        state: 'CANCELLED',
        placed_at: new Date('2010-12-01T08:28:00Z'),
      },
      {
        reference: '536367',
        customer_id: 'walk-in-france',
        total: 5400,
        state: 'CONFIRMED',
        placed_at: new Date('2010-12-03T10:00:00Z'),
      },
    ]);
    await succeeds(shop.ledger('--wait'));
  });

  it('changes nothing the second time, also when the rows stand in another order', async () => {
    const before = await database.query(
      'SELECT max(id) FROM orders.journal UNION ALL SELECT max(id) FROM inventory.journal UNION ALL SELECT sum(on_hand) FROM inventory.stock',
    );
    const output = await succeeds(shop.import(await file('turned.csv', retailCsv(...lines.toReversed()))));
    expect(output).toContain('nothing was changed');
    const after = await database.query(
      'SELECT max(id) FROM orders.journal UNION ALL SELECT max(id) FROM inventory.journal UNION ALL SELECT sum(on_hand) FROM inventory.stock',
    );
    expect(after).toEqual(before);
  });

  it('does not place an invoice again whose lines have changed, and says so', async () => {
    const changed = shop.import(await file('changed.csv', retailCsv(lines[0]!.replace(',6,', ',7,'))));
    expect(await changed.ended).toBe(1);
    expect(changed.stderr).toContain('IDEMPOTENCY_KEY_REUSED');
    expect(await orderCount()).toBe(4);
  });

  it('rides out a shop that is killed and comes back, with nothing lost or done twice', async () => {
    const path = await file('many.csv', manyInvoices(400));
    const before = await orderCount();
    await succeeds(shop.import(path, '--limit', '10'));
    expect(await orderCount()).toBe(before + 10);
    const importing = shop.import(path);
    await vi.waitFor(async () => expect(await orderCount()).toBeGreaterThan(before + 50), {
      timeout: MINUTES,
      interval: 20,
    });
    await shop.stop('SIGKILL');
    await shop.start();
    await succeeds(importing);
    expect(await orderCount()).toBe(before + 400);
    await succeeds(shop.ledger('--wait'));
  });

  it('can be interrupted and taken up again', async () => {
    const path = await file('more.csv', manyInvoices(700).replaceAll(/^6/gm, '7'));
    const before = await orderCount();
    const first = shop.import(path, '--concurrency', '4');
    await vi.waitFor(async () => expect(await orderCount()).toBeGreaterThan(before + 20), {
      timeout: MINUTES,
      interval: 20,
    });
    first.signal('SIGINT');
    expect(await first.ended).toBe(130);
    expect(first.stderr).toContain('run the same command again');
    expect(await orderCount()).toBeLessThan(before + 700);
    await succeeds(shop.import(path));
    expect(await orderCount()).toBe(before + 700);
    await succeeds(shop.ledger('--wait'));
  });
});

describe('the ledger', { timeout: 2 * MINUTES }, () => {
  it('names what does not balance, and balances again once it is put right', async () => {
    await database.query(`UPDATE inventory.stock SET on_hand = on_hand + 1 WHERE sku = 'POST'`);
    const ledger = shop.ledger('--json');
    expect(await ledger.ended).toBe(1);
    const { balanced, findings } = JSON.parse(ledger.stdout) as {
      balanced: boolean;
      findings: Array<{ name: string; holds: boolean; offenders: string[] }>;
    };
    expect(balanced).toBe(false);
    expect(findings.filter(({ holds }) => !holds)).toMatchObject([
      { name: 'stock', offenders: ['POST: received 3, but free 1 + reserved 3 + shipped 0'] },
    ]);
    await database.query(`UPDATE inventory.stock SET on_hand = on_hand - 1 WHERE sku = 'POST'`);
    await succeeds(shop.ledger());
  });

  it('shows events that nobody has handled yet, and stops waiting for them in time', async () => {
    await database.query(`UPDATE catalog.subscription_cursor SET position = 0`);
    await shop.stop();
    const waiting = shop.ledger('--wait', '--timeout', '1s');
    expect(await waiting.ended).toBe(1);
    expect(waiting.stderr).toContain('LEDGER_NOT_QUIET');
  });

  it('says what to do when the database does not answer', async () => {
    const ledger = runCommand('ledger', [], { DATABASE_URL: 'postgres://nobody:secret@127.0.0.1:1/none' });
    expect(await ledger.ended).toBe(1);
    expect(ledger.stderr).toContain('LEDGER_DATABASE');
    expect(ledger.stderr).toContain('npm start');
  });
});

describe('the commands', { timeout: MINUTES }, () => {
  it.each([
    ['import', []],
    ['import', ['a.csv', 'b.csv']],
    ['import', ['a.csv', '--concurrency', '0']],
    ['import', ['a.csv', '--limit', 'few']],
    ['import', ['a.csv', '--url', 'localhost']],
    ['import', ['a.csv', '--nonsense']],
    ['ledger', ['--timeout', 'soon']],
    ['ledger', ['extra']],
  ] as const)('%s refuses the arguments %j', async (name, args) => {
    const command = runCommand(name, args);
    expect(await command.ended).toBe(2);
    expect(command.stderr).toContain('--help');
    expect(command.stdout).toBe('');
  });

  it.each(['import', 'ledger'] as const)('%s explains itself', async (name) => {
    expect(await succeeds(runCommand(name, ['--help']))).toContain(`npm run ${name}`);
  });

  it('say what to do when no shop answers', async () => {
    const command = runCommand('import', [await file('any.csv', retailCsv()), '--url', 'http://127.0.0.1:1']);
    expect(await command.ended).toBe(1);
    expect(command.stderr).toContain('SHOP_UNREACHABLE');
    expect(command.stderr).toContain('npm start');
  });
});
