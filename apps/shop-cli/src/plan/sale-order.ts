import { LIMITS } from '../retail-file/limits.js';
import type { InvoiceRow } from '../retail-file/read-retail-file.js';

/** A line as `placeOrder` takes it. */
export interface OrderLine {
  readonly sku: string;
  readonly quantity: number;
  /** Pence per unit. */
  readonly agreedPrice: number;
}

/** One order to place. */
export interface OrderPlan {
  /** Invoice number; further orders of the same invoice carry `#2`, `#3`, … */
  readonly reference: string;
  readonly customerId: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Rows of the file that the order stands for, by code, price and row. */
  readonly rows: readonly InvoiceRow[];
  /** Pence. */
  readonly total: number;
}

/** Rows in an order that does not depend on where they stand in the file. */
export function sortedRows(rows: readonly InvoiceRow[]): InvoiceRow[] {
  return rows.toSorted((a, b) => (a.sku < b.sku ? -1 : a.sku > b.sku ? 1 : a.price - b.price || a.row - b.row));
}

/** Rows with the same code and price as one line. Takes sorted rows. */
export function mergeLines(rows: readonly InvoiceRow[]): OrderLine[] {
  const lines: Array<{ sku: string; quantity: number; agreedPrice: number }> = [];
  for (const row of rows) {
    const last = lines.at(-1);
    if (last?.sku === row.sku && last.agreedPrice === row.price) last.quantity += row.quantity;
    else lines.push({ sku: row.sku, quantity: row.quantity, agreedPrice: row.price });
  }
  return lines;
}

/** Sum of quantity times price in pence. */
export function totalOf(rows: readonly InvoiceRow[]): number {
  return rows.reduce((sum, row) => sum + row.quantity * row.price, 0);
}

/**
 * Spreads the sorted rows of one invoice over as few orders as the shop's rules allow. An order has each product once,
 * so a product at two prices needs two orders; the same goes for too many lines, too large a quantity or total. Nearly
 * every invoice is one order. Every row lands in exactly one, so revenue stays exact.
 */
export function splitIntoOrders(rows: readonly InvoiceRow[]): InvoiceRow[][] {
  const orders: OrderInProgress[] = [];
  for (const row of rows) {
    let order = orders.find((candidate) => candidate.takes(row));
    if (!order) orders.push((order = new OrderInProgress()));
    order.add(row);
  }
  return orders.map((order) => order.rows);
}

class OrderInProgress {
  readonly rows: InvoiceRow[] = [];
  readonly #lines = new Map<string, { price: number; quantity: number }>();
  #total = 0;

  takes(row: InvoiceRow): boolean {
    if (this.#total + row.quantity * row.price > LIMITS.orderTotal) return false;
    const line = this.#lines.get(row.sku);
    if (!line) return this.#lines.size < LIMITS.linesPerOrder;
    return line.price === row.price && line.quantity + row.quantity <= LIMITS.quantity;
  }

  add(row: InvoiceRow): void {
    const line = this.#lines.get(row.sku);
    if (line) line.quantity += row.quantity;
    else this.#lines.set(row.sku, { price: row.price, quantity: row.quantity });
    this.#total += row.quantity * row.price;
    this.rows.push(row);
  }
}
