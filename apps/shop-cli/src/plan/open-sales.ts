import type { Invoice, InvoiceRow } from '../retail-file/read-retail-file.js';
import type { RejectReason } from '../retail-file/rejection.js';
import type { Sale } from './match-cancellations.js';
import { mergeLines, sortedRows, type OrderPlan } from './sale-order.js';

/** Units of one order that a row of a cancellation takes back. */
export interface TakenUnits {
  readonly order: OrderPlan;
  readonly quantity: number;
}

/** A line of an order of which something can still come back. */
interface OpenLine {
  readonly sale: Sale;
  readonly order: OrderPlan;
  left: number;
}

/** What is left of every sale that a cancellation may be about, in order of time. The others are not kept. */
export class OpenSales {
  /** By customer and all lines. */
  readonly #whole = new Map<string, Sale[]>();
  /** By customer, product and price. */
  readonly #lines = new Map<string, OpenLine[]>();
  readonly #touched = new Set<Sale>();
  readonly #cancelled = new Set<Sale>();

  /** @param sales in order of time */
  constructor(sales: readonly Sale[], cancellations: readonly Invoice[]) {
    const wanted = new Set(cancellations.map(fingerprint));
    const wantedLines = new Set(cancellations.flatMap((each) => each.rows.map((row) => lineKey(each, row))));
    for (const sale of sales) {
      const whole = fingerprint(sale.invoice);
      if (wanted.has(whole)) add(this.#whole, whole, sale);
      for (const order of sale.orders) {
        for (const { sku, agreedPrice: price, quantity: left } of mergeLines(order.rows)) {
          const key = lineKey(sale.invoice, { sku, price });
          if (wantedLines.has(key)) add(this.#lines, key, { sale, order, left });
        }
      }
    }
  }

  /** The latest untouched sale with exactly the lines of a cancellation, which nobody gets again. */
  takeWhole(cancellation: Invoice): Sale | undefined {
    const sale = this.#whole
      .get(fingerprint(cancellation))
      ?.findLast((each) => each.invoice.time <= cancellation.time && !this.#touched.has(each));
    if (sale) {
      this.#touched.add(sale);
      this.#cancelled.add(sale);
    }
    return sale;
  }

  /** Units of the latest sales that a row of a cancellation takes back, all of it; or why it cannot. */
  takeUnits(cancellation: Invoice, row: InvoiceRow): readonly TakenUnits[] | RejectReason {
    const earlier = (this.#lines.get(lineKey(cancellation, row)) ?? []).filter(
      ({ sale }) => sale.invoice.time <= cancellation.time,
    );
    if (earlier.length === 0) return 'cancellation-no-original';
    const open = earlier.filter(({ sale, left }) => left > 0 && !this.#cancelled.has(sale));
    if (open.reduce((sum, { left }) => sum + left, 0) < row.quantity) return 'cancellation-exceeds-sales';
    const taken: TakenUnits[] = [];
    let missing = row.quantity;
    for (const line of open.toReversed()) {
      const quantity = Math.min(line.left, missing);
      if (quantity === 0) break;
      line.left -= quantity;
      missing -= quantity;
      this.#touched.add(line.sale);
      taken.push({ order: line.order, quantity });
    }
    return taken;
  }
}

/** Adds to the list of a key. */
export function add<K, T>(lists: Map<K, T[]>, key: K, item: T): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}

const lineKey = ({ customer }: Invoice, { sku, price }: Pick<InvoiceRow, 'sku' | 'price'>): string =>
  `${customer}\t${sku}\t${price}`;

function fingerprint(invoice: Invoice): string {
  const lines = mergeLines(sortedRows(invoice.rows)).map(
    (line) => `${line.sku}\t${line.quantity}\t${line.agreedPrice}`,
  );
  return `${invoice.customer}\n${lines.join('\n')}`;
}
