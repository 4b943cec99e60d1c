/** What was sold and kept, by day, country and product: units and pence. */
export interface Sums {
  readonly day: ReadonlyMap<string, Sum>;
  readonly country: ReadonlyMap<string, Sum>;
  readonly product: ReadonlyMap<string, Sum>;
  readonly total: Sum;
}

/** Units and their price in pence. */
export interface Sum {
  units: number;
  revenue: number;
}

interface Row {
  readonly invoice: string;
  readonly sku: string;
  readonly units: number;
  readonly price: number;
  readonly day: string;
  readonly time: string;
  readonly customer: string;
  readonly country: string;
}

/**
 * Sums up a file of the retail format: what a report must say once the file is imported. Shares no code with the
 * importer; its only input from the importer is the numbers of the rows that the importer rejected. Takes only the date style
 * `2011-01-04 10:00:00`.
 *
 * A row of a cancellation counts against the day and country of the sale that it takes back: the latest of the customer's
 * before it, by product and price, that still has units.
 */
export function sumRetailFile(text: string, rejected: ReadonlySet<number>): Sums {
  const rows = readRows(text).filter((_, index) => !rejected.has(index + 1));
  const countries = homeCountries(readRows(text));
  const sums = { day: new Map<string, Sum>(), country: new Map<string, Sum>(), product: new Map<string, Sum>() };
  const total: Sum = { units: 0, revenue: 0 };
  const count = (sale: Row, units: number): void => {
    const country = countries.get(sale.customer) ?? sale.country;
    for (const sum of [entry(sums.day, sale.day), entry(sums.country, country), entry(sums.product, sale.sku), total]) {
      sum.units += units;
      sum.revenue += units * sale.price;
    }
  };

  const left = new Map<string, { readonly sale: Row; units: number }[]>();
  const inOrder = rows.toSorted(
    (a, b) => compare(a.time, b.time) || b.units - a.units || compare(a.invoice, b.invoice),
  );
  for (const row of inOrder) {
    const key = `${row.customer}|${row.sku}|${row.price}`;
    const sales = left.get(key) ?? [];
    left.set(key, sales);
    if (row.units > 0) {
      sales.push({ sale: row, units: row.units });
      count(row, row.units);
      continue;
    }
    let missing = -row.units;
    for (const open of sales.toReversed()) {
      const units = Math.min(open.units, missing);
      open.units -= units;
      missing -= units;
      if (units > 0) count(open.sale, -units);
    }
    if (missing > 0) throw new Error(`${row.invoice} takes back more of ${row.sku} than was sold.`);
  }
  return { ...sums, total };
}

function entry(sums: Map<string, Sum>, key: string): Sum {
  const sum = sums.get(key) ?? { units: 0, revenue: 0 };
  sums.set(key, sum);
  return sum;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function readRows(text: string): Row[] {
  const [, ...lines] = text
    .replace(/^\uFEFF/, '')
    .trimEnd()
    .split(/\r?\n/);
  return lines.map((line) => {
    const cells = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
      ([, quoted, plain]) => quoted ?? plain!,
    );
    const [invoice, sku, , units, time, price, customer, country] = cells as [string, ...string[]];
    return {
      invoice,
      sku: sku!.trim(),
      units: Number(units),
      price: Math.round(Number(price) * 100),
      day: time!.slice(0, 10),
      time: time!,
      customer: customer!.replace(/\.0$/, ''),
      country: country!.trim(),
    };
  });
}

/** The most frequent country among the usable rows of a customer. Customers without a number are grouped by country anyway. */
function homeCountries(rows: readonly Row[]): ReadonlyMap<string, string> {
  const counts = new Map<string, Map<string, number>>();
  for (const { customer, country, units, price, invoice } of rows) {
    if (customer === '' || price <= 0 || units === 0 || units < 0 !== invoice.startsWith('C')) continue;
    const of = counts.get(customer) ?? new Map<string, number>();
    counts.set(customer, of.set(country, (of.get(country) ?? 0) + 1));
  }
  return new Map([...counts].map(([customer, of]) => [customer, [...of].sort(([, a], [, b]) => b - a)[0]![0]]));
}
