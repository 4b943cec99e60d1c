import { readFile } from 'node:fs/promises';
import { expect, it, vi } from 'vitest';
import { succeeds } from './commands.js';
import { retailCsv } from './retail-csv.js';
import { shopOfThisFile } from './shop-of-this-file.js';
import { sumRetailFile, type Sum } from './sum-retail-file.js';

const MINUTES = 60_000;

const own = shopOfThisFile();

/** The same numbers in every run, from 0 up to a limit. */
function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** 150 invoices and what comes back of them, rows that no shop takes included, in no order at all. */
function shopDays(): string {
  const next = numbers(7);
  const lines: string[] = [];
  for (let invoice = 0; invoice < 150; invoice++) {
    const customer = next(8);
    const day = `2011-0${1 + next(6)}-0${1 + next(9)}`;
    const tail = (price: string): string =>
      `${day} ${10 + next(8)}:00:00,${price},${customer === 0 ? '' : `1240${customer}.0`},${['Norway', 'France', 'EIRE'][customer % 3]}`;
    for (let sku = next(6); sku < 20; sku += 1 + next(7)) {
      const price = `${1 + (sku % 5)}.${sku % 2 ? '95' : '05'}`;
      const units = 1 + next(12);
      lines.push(`${540_000 + invoice},SKU${sku},"MUG, ""No. ${sku}""",${units},${tail(price)}`);
      if (next(6) === 0) lines.push(`${540_000 + invoice},SKU${sku},,${1 + next(3)},${tail(price)}`);
      if (customer > 0 && next(5) === 0) {
        const back = tail(price).replace(/^2011-0\d/, `2011-0${7 + next(3)}`);
        lines.push(`C${550_000 + invoice * 20 + sku},SKU${sku},,-${1 + next(units + 2)},${back}`);
      }
    }
    if (invoice % 20 === 0) lines.push(`${540_000 + invoice},BAD,,1,${tail('0')}`, `A${invoice},B,,1,${tail('1')}`);
  }
  for (let i = lines.length - 1; i > 0; i--) {
    const j = next(i + 1);
    [lines[i], lines[j]] = [lines[j]!, lines[i]!];
  }
  return retailCsv(...lines);
}

interface Report {
  readonly rows: readonly ({ readonly key: string } & Sum)[];
  readonly total: Sum;
}

async function reportBy(by: string): Promise<Report> {
  const response = await fetch(`${own.shop.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${(await readFile(own.path('dev-token'), 'utf8')).trim()}`,
    },
    body: JSON.stringify({
      query: `{ salesReport(by: ${by}, first: 5000) { rows { key units revenue } total { units revenue } } }`,
    }),
  });
  const { data } = (await response.json()) as { data: { salesReport: Report } };
  return data.salesReport;
}

it(
  'reports what a file says was sold and kept, by day, country and product, to the penny',
  async () => {
    const csv = shopDays();
    const path = await own.file('days.csv', csv);
    const report = own.path('report.json');
    // The first run ends before its parcels leave, the second takes back what came back.
    expect(await own.shop.import(path).ended).toBe(1);
    await vi.waitFor(
      async () => {
        // Each time: there is a parcel only some time after its order is confirmed.
        await own.database.query(`UPDATE shipping.shipment SET due_at = now() WHERE state = 'WAITING'`);
        const [here] = await own.database.query(
          `SELECT FROM orders.orders WHERE state = 'CONFIRMED' AND shipped_at IS NULL LIMIT 1`,
        );
        expect(here).toBeUndefined();
      },
      { timeout: MINUTES, interval: 50 },
    );
    await succeeds(own.shop.import(path, '--report', report));
    await succeeds(own.shop.ledger('--wait'));

    const { rejections, returned } = JSON.parse(await readFile(report, 'utf8')) as {
      rejections: { row: number }[];
      returned: number;
    };
    expect(rejections.length).toBeGreaterThan(10);
    expect(returned).toBeGreaterThan(10_000);
    const sums = sumRetailFile(csv, new Set(rejections.map(({ row }) => row)));
    expect(sums.product.size).toBe(20);
    for (const by of ['day', 'country', 'product'] as const) {
      const { rows, total } = await reportBy(by.toUpperCase());
      expect(new Map(rows.map(({ key, units, revenue }) => [key, { units, revenue }]))).toEqual(sums[by]);
      expect(total).toEqual(sums.total);
    }
  },
  3 * MINUTES,
);
