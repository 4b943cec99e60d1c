import type { Invoice, InvoiceRow } from '../retail-file/read-retail-file.js';
import type { RejectReason } from '../retail-file/rejection.js';
import { add, OpenSales } from './open-sales.js';
import { mergeLines, sortedRows, type OrderPlan } from './sale-order.js';
import type { Sale } from './sale.js';

/** A cancellation invoice that takes back the whole of one sale. */
export interface CancellationPlan {
  readonly reference: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly rows: readonly InvoiceRow[];
  /** Orders to cancel: all those of the original invoice. */
  readonly orders: readonly OrderPlan[];
}

/** A cancellation invoice, or those of its rows that have an original, that takes back parts of sales. */
export interface ReturnPlan {
  readonly reference: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly rows: readonly InvoiceRow[];
  /** One per order that something comes back of. */
  readonly parts: readonly ReturnPart[];
}

/** The returns of one order. */
export interface ReturnPart {
  readonly order: OrderPlan;
  /** One per product. */
  readonly lines: readonly ReturnLine[];
  /** Pence. */
  readonly amount: number;
}

/** A line as `refundOrder` takes it. */
export interface ReturnLine {
  readonly sku: string;
  readonly quantity: number;
}

/** Rows that nothing can be done with, and why. */
export interface LeftOut {
  readonly invoice: Invoice;
  readonly rows: readonly InvoiceRow[];
  readonly reason: RejectReason;
}

/** Cancellations that can be carried out, and rows that cannot. */
export interface MatchedCancellations {
  readonly cancellations: CancellationPlan[];
  readonly returns: ReturnPlan[];
  readonly leftOut: LeftOut[];
}

/**
 * Finds the originals of every cancellation among the earlier sales of the same customer.
 *
 * A sale that has exactly its products, quantities and prices, and of which nothing has come back, is cancelled as a
 * whole; of several the latest. Otherwise every row comes back of the latest sales that had its product at its price, up
 * to what was bought and has not come back. Cancellations are matched in order of time and never look ahead, so what is
 * decided for one holds whatever comes after it.
 */
export function matchCancellations(cancellations: readonly Invoice[], sales: readonly Sale[]): MatchedCancellations {
  const open = new OpenSales(
    sales.toSorted((a, b) => byTime(a.invoice, b.invoice)),
    cancellations,
  );
  const matched: MatchedCancellations = { cancellations: [], returns: [], leftOut: [] };
  for (const invoice of [...cancellations].sort(byTime)) {
    const rows = sortedRows(invoice.rows);
    if (invoice.customer === '') {
      matched.leftOut.push({ invoice, rows, reason: 'cancellation-anonymous' });
      continue;
    }
    const { number: reference, time } = invoice;
    const original = open.takeWhole(invoice);
    if (original) matched.cancellations.push({ reference, time, rows, orders: original.orders });
    else takeParts(open, invoice, rows, matched);
  }
  return matched;
}

function takeParts(
  open: OpenSales,
  invoice: Invoice,
  rows: readonly InvoiceRow[],
  { returns, leftOut }: MatchedCancellations,
): void {
  const { number: reference, time } = invoice;
  const accepted: InvoiceRow[] = [];
  const parts = new Map<OrderPlan, InvoiceRow[]>();
  const refused = new Map<RejectReason, InvoiceRow[]>();
  for (const row of rows) {
    const taken = open.takeUnits(invoice, row);
    if (typeof taken === 'string') {
      add(refused, taken, row);
      continue;
    }
    accepted.push(row);
    for (const { order, quantity } of taken) add(parts, order, { ...row, quantity });
  }
  if (accepted.length > 0)
    returns.push({ reference, time, rows: accepted, parts: [...parts].map(([order, back]) => partOf(order, back)) });
  for (const [reason, left] of refused) leftOut.push({ invoice, rows: left, reason });
}

function partOf(order: OrderPlan, rows: readonly InvoiceRow[]): ReturnPart {
  return {
    order,
    lines: mergeLines(rows).map(({ sku, quantity }) => ({ sku, quantity })),
    amount: rows.reduce((sum, { quantity, price }) => sum + quantity * price, 0),
  };
}

/** By time, then by number, so that a plan does not depend on the order of the file. */
export function byTime(a: { time: number; number: string }, b: { time: number; number: string }): number {
  return a.time - b.time || (a.number < b.number ? -1 : a.number > b.number ? 1 : 0);
}
