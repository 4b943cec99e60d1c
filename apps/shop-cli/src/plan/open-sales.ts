import type { Invoice, InvoiceRow } from '../retail-file/read-retail-file.js';
import type { RejectReason } from '../retail-file/rejection.js';
import { mergeLines, sortedRows, type OrderPlan } from './sale-order.js';
import type { Sale } from './sale.js';

/** Units of one order that a row of a cancellation takes back. */
export interface TakenUnits {
  readonly order: OrderPlan;
  readonly quantity: number;
}

/** A line of an order with units that can still be returned. */
interface OpenLine {
  readonly sale: Sale;
  readonly order: OrderPlan;
  left: number;
}

/** Lines of the same customer, product and price. */
interface Lines {
  readonly earlier: Earlier<OpenLine>;
  /** Units that can still come back of those that the cancellations have reached. */
  left: number;
}

/** What a cancellation may be about, as cancellations are looked at in order of time. */
class Earlier<T> {
  /** In order of time. */
  readonly all: T[] = [];
  /** Of those that are no later than the cancellation, the ones that something can come back of, latest last. */
  readonly open: T[] = [];
  #next = 0;

  constructor(readonly timeOf: (item: T) => number) {}

  /** @returns what is no later and was later so far */
  reach(time: number): T[] {
    const begin = this.#next;
    while (this.#next < this.all.length && this.timeOf(this.all[this.#next]!) <= time) this.#next++;
    const reached = this.all.slice(begin, this.#next);
    for (const item of reached) this.open.push(item);
    return reached;
  }

  /** Whether anything is no later. */
  get hasAny(): boolean {
    return this.#next > 0;
  }

  /** The latest one that is still open; what is used up is not looked at again. */
  latest(isUsedUp: (item: T) => boolean): T | undefined {
    while (this.open.length > 0 && isUsedUp(this.open.at(-1)!)) this.open.pop();
    return this.open.at(-1);
  }
}

/**
 * What is left of every sale that a cancellation may be about. The others are not kept. Cancellations ask in order of time,
 * and what is used up is dropped, so a file with many of both takes no more than its length.
 */
export class OpenSales {
  /** By customer and all lines. */
  readonly #whole = new Map<string, Earlier<Sale>>();
  /** By customer, product and price. */
  readonly #lines = new Map<string, Lines>();
  readonly #linesOf = new Map<Sale, { readonly line: OpenLine; readonly lines: Lines }[]>();
  readonly #touched = new Set<Sale>();

  /** @param sold in order of time */
  constructor(sold: readonly Sale[], cancellations: readonly Invoice[]) {
    const wanted = new Set(cancellations.map(fingerprint));
    const wantedLines = new Set(cancellations.flatMap((each) => each.rows.map((row) => lineKey(each, row))));
    for (const sale of sold) {
      const whole = fingerprint(sale.invoice);
      if (wanted.has(whole)) {
        const sales = this.#whole.get(whole) ?? new Earlier<Sale>(({ invoice }) => invoice.time);
        this.#whole.set(whole, sales);
        sales.all.push(sale);
      }
      for (const order of sale.orders) {
        for (const { sku, agreedPrice: price, quantity: left } of mergeLines(order.rows)) {
          const key = lineKey(sale.invoice, { sku, price });
          if (!wantedLines.has(key)) continue;
          const lines = this.#lines.get(key) ?? { earlier: new Earlier<OpenLine>(saleTime), left: 0 };
          this.#lines.set(key, lines);
          const line = { sale, order, left };
          lines.earlier.all.push(line);
          add(this.#linesOf, sale, { line, lines });
        }
      }
    }
  }

  /** The latest untouched sale with exactly the lines of a cancellation, which is not returned a second time. */
  takeWhole(cancellation: Invoice): Sale | undefined {
    const sales = this.#whole.get(fingerprint(cancellation));
    sales?.reach(cancellation.time);
    const sale = sales?.latest((each) => this.#touched.has(each));
    if (!sale) return undefined;
    this.#touched.add(sale);
    for (const { line, lines } of this.#linesOf.get(sale) ?? []) {
      reach(lines, cancellation.time);
      lines.left -= line.left;
      line.left = 0;
    }
    return sale;
  }

  /** Units of the latest sales that a row of a cancellation takes back, all of it; or why it cannot. */
  takeUnits(cancellation: Invoice, row: InvoiceRow): readonly TakenUnits[] | RejectReason {
    const lines = this.#lines.get(lineKey(cancellation, row));
    if (lines) reach(lines, cancellation.time);
    if (!lines?.earlier.hasAny) return 'cancellation-no-original';
    if (lines.left < row.quantity) return 'cancellation-exceeds-sales';
    lines.left -= row.quantity;
    const taken: TakenUnits[] = [];
    for (let missing = row.quantity; missing > 0;) {
      const line = lines.earlier.latest(({ left }) => left === 0)!;
      const quantity = Math.min(line.left, missing);
      line.left -= quantity;
      missing -= quantity;
      this.#touched.add(line.sale);
      taken.push({ order: line.order, quantity });
    }
    return taken;
  }
}

const saleTime = ({ sale }: OpenLine): number => sale.invoice.time;

function reach(lines: Lines, time: number): void {
  for (const { left } of lines.earlier.reach(time)) lines.left += left;
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
