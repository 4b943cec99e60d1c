import { readFile } from 'node:fs/promises';
import { describe, expect, it, vi } from 'vitest';
import { runCommand, succeeds } from './commands.js';
import { manyInvoices, retailCsv } from './retail-csv.js';
import { shopOfThisFile } from './shop-of-this-file.js';

const MINUTES = 60_000;

const own = shopOfThisFile();

/** Lets every parcel leave that waits, after this many seconds. */
const parcelsLeave = (seconds = 0): Promise<unknown> =>
  own.database.query(
    `UPDATE shipping.shipment SET due_at = now() + ${seconds} * interval '1 second' WHERE state = 'WAITING'`,
  );

/** Confirmed orders whose shipment orders has not recorded yet: until then they can be cancelled. */
const ordersToShip = async (): Promise<number> =>
  Number(
    (
      await own.database.query(`SELECT count(*) FROM orders.orders WHERE state = 'CONFIRMED' AND shipped_at IS NULL`)
    )[0]?.['count'],
  );

const orderCount = async (): Promise<number> =>
  Number((await own.database.query('SELECT count(*) FROM orders.orders'))[0]?.['count']);

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
    '536369,84029G,"BOTTLE, RED",4,2010-12-04 10:00:00,3.75,17850.0,United Kingdom',
  ];
  const books =
    'SELECT max(id) FROM orders.journal UNION ALL SELECT max(id) FROM inventory.journal UNION ALL SELECT max(id) FROM payments.journal UNION ALL SELECT sum(on_hand) FROM inventory.stock';

  it('does not wait for parcels that leave much later, and says which rows are missing', async () => {
    const importing = own.shop.import(await own.file('small.csv', retailCsv(...lines)), '--concurrency', '4');
    expect(await importing.ended).toBe(1);
    expect(importing.stderr).toContain('1 rows wait for parcels that have not left yet: leaves at 20');
    expect(importing.stderr).toContain('Run it again');
    await succeeds(own.shop.ledger('--wait'));
  });

  it('waits for parcels that leave soon, and accounts for every row, to the penny', async () => {
    await parcelsLeave(2);
    const report = own.path('report.json');
    await succeeds(own.shop.import(own.path('small.csv'), '--report', report));
    const figures = JSON.parse(await readFile(report, 'utf8')) as Record<string, unknown>;
    expect(figures).toMatchObject({
      rows: 10,
      accepted: 8,
      merged: 1,
      rejected: 1,
      sold: 1785 + 2034 + 300 + 370 + 5400 + 1500,
      cancelled: 370,
      returned: 255,
      shop: {
        orders: { PENDING: 0, CONFIRMED: 4, REJECTED: 0, CANCELLED: 1 },
        refused: 0,
        sold: figures['sold'],
        cancelled: 370,
        returned: 255,
      },
    });
    expect(
      await own.database.query(
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
      {
        reference: '536369',
        customer_id: '17850',
        total: 1500,
        state: 'CONFIRMED',
        placed_at: new Date('2010-12-04T10:00:00Z'),
      },
    ]);
    expect(
      await own.database.query(
        `SELECT orders.reference, order_return.reference AS "for", amount::int, order_return.lines
           FROM orders.order_return JOIN orders.orders USING (order_id)`,
      ),
    ).toEqual([
      { reference: '536365', for: 'C536380', amount: 255, lines: [{ sku: '85123A', quantity: 1, unitPrice: 255 }] },
    ]);
    await succeeds(own.shop.ledger('--wait'));
  });

  it('changes nothing the second time, also when the rows stand in another order', async () => {
    const before = await own.database.query(books);
    const output = await succeeds(own.shop.import(await own.file('turned.csv', retailCsv(...lines.toReversed()))));
    expect(output).toContain('nothing was changed');
    expect(await own.database.query(books)).toEqual(before);
  });

  it('takes back the whole of an order that has left before its cancellation is known, once', async () => {
    await vi.waitFor(async () => expect(await ordersToShip()).toBe(0), { timeout: MINUTES, interval: 50 });
    const cancelled = 'C536390,84029G,,-4,2010-12-05 10:00:00,3.75,17850.0,United Kingdom';
    const path = await own.file('cancelled.csv', retailCsv(...lines, cancelled));
    expect(await succeeds(own.shop.import(path))).toMatch(/returns taken back +1\n/);
    const before = await own.database.query(books);
    expect(await succeeds(own.shop.import(path))).toContain('nothing was changed');
    expect(await own.database.query(books)).toEqual(before);
    expect(
      await own.database.query(
        `SELECT state, amount::int FROM orders.order_return JOIN orders.orders USING (order_id)
          WHERE orders.reference = '536369'`,
      ),
    ).toEqual([{ state: 'CONFIRMED', amount: 1500 }]);
    await succeeds(own.shop.ledger('--wait'));
  });

  it('does not place an invoice again whose lines have changed, and says so', async () => {
    const changed = own.shop.import(await own.file('changed.csv', retailCsv(lines[0]!.replace(',6,', ',7,'))));
    expect(await changed.ended).toBe(1);
    expect(changed.stderr).toContain('IDEMPOTENCY_KEY_REUSED');
    expect(await orderCount()).toBe(5);
  });

  it('rides out a shop that is killed and comes back, with nothing lost or done twice', async () => {
    const path = await own.file('many.csv', manyInvoices(200));
    const before = await orderCount();
    await succeeds(own.shop.import(path, '--limit', '10'));
    expect(await orderCount()).toBe(before + 10);
    const importing = own.shop.import(path, '--concurrency', '8');
    await vi.waitFor(async () => expect(await orderCount()).toBeGreaterThan(before + 30), {
      timeout: MINUTES,
      interval: 20,
    });
    await own.shop.stop('SIGKILL');
    await own.shop.start();
    await succeeds(importing);
    expect(await orderCount()).toBe(before + 200);
    await succeeds(own.shop.ledger('--wait'));
  });

  it.each([
    // Files that sell the same units are one delivery to the importer, so each has its own number of invoices.
    ['interrupted', 'SIGINT', 130, '7', 210],
    ['killed', 'SIGKILL', 'SIGKILL', '8', 220],
  ] as const)('can be %s and taken up again', async (_, signal, code, prefix, count) => {
    const path = await own.file(`more-${prefix}.csv`, manyInvoices(count).replaceAll(/^6/gm, prefix));
    const before = await orderCount();
    const first = own.shop.import(path, '--concurrency', '4');
    await vi.waitFor(async () => expect(await orderCount()).toBeGreaterThan(before + 20), {
      timeout: MINUTES,
      interval: 20,
    });
    first.signal(signal);
    expect(await first.ended).toBe(code);
    if (code === 130) expect(first.stderr).toContain('run the same command again');
    expect(await orderCount()).toBeLessThan(before + count);
    await succeeds(own.shop.import(path));
    expect(await orderCount()).toBe(before + count);
    await succeeds(own.shop.ledger('--wait'));
  });

  it('can be killed among its returns and taken up again, with nothing taken back twice', async () => {
    const sales = manyInvoices(150).replaceAll(/^6/gm, '9').trimEnd().split('\n').slice(1);
    const cancellations = sales
      .filter((line) => line.includes(',SHARED,'))
      .map((line) => `C${line}`.replace(',1,2011-03-', ',-1,2011-04-'));
    await succeeds(own.shop.import(await own.file('sold.csv', retailCsv(...sales))));
    await parcelsLeave();
    await vi.waitFor(async () => expect(await ordersToShip()).toBe(0), { timeout: MINUTES, interval: 50 });

    const path = await own.file('back.csv', retailCsv(...sales, ...cancellations));
    const returnCount = async (): Promise<number> =>
      Number((await own.database.query('SELECT count(*) FROM orders.order_return'))[0]?.['count']);
    const before = await returnCount();
    const first = own.shop.import(path, '--concurrency', '2');
    await vi.waitFor(async () => expect(await returnCount()).toBeGreaterThan(before + 10), {
      timeout: MINUTES,
      interval: 10,
    });
    first.signal('SIGKILL');
    await first.ended;
    expect(await returnCount()).toBeLessThan(before + 150);
    await succeeds(own.shop.import(path));
    expect(await returnCount()).toBe(before + 150);
    await succeeds(own.shop.ledger('--wait'));
  });
});

describe('the ledger', { timeout: 2 * MINUTES }, () => {
  it('names what does not balance, and balances again once it is put right', async () => {
    await own.database.query(`UPDATE inventory.stock SET on_hand = on_hand + 1 WHERE sku = 'POST'`);
    const ledger = own.shop.ledger('--json');
    expect(await ledger.ended).toBe(1);
    const { balanced, findings } = JSON.parse(ledger.stdout) as {
      balanced: boolean;
      findings: Array<{ name: string; holds: boolean; offenders: string[] }>;
    };
    expect(balanced).toBe(false);
    expect(findings.filter(({ holds }) => !holds)).toMatchObject([
      { name: 'stock', offenders: ['POST: received 3 + returned 0, but free 1 + reserved 0 + shipped 3'] },
    ]);
    await own.database.query(`UPDATE inventory.stock SET on_hand = on_hand - 1 WHERE sku = 'POST'`);
    await succeeds(own.shop.ledger());
  });

  it('shows events that are not handled yet, and stops waiting for them in time', async () => {
    await own.database.query(`UPDATE catalog.subscription_cursor SET position = 0`);
    await own.shop.stop();
    const waiting = own.shop.ledger('--wait', '--timeout', '1s');
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
