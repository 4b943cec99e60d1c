import type { Invoice, InvoiceRow } from '../retail-file/read-retail-file.js';
import type { RejectReason } from '../retail-file/rejection.js';
import { mergeLines, sortedRows, type OrderPlan } from './sale-order.js';

/** A sales invoice and the orders it becomes. */
export interface Sale {
  readonly invoice: Invoice;
  readonly orders: readonly OrderPlan[];
}

/** A cancellation invoice whose original is known. */
export interface CancellationPlan {
  readonly reference: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly rows: readonly InvoiceRow[];
  /** Orders to cancel: all those of the original invoice. */
  readonly orders: readonly OrderPlan[];
}

/** Cancellations that can be carried out, and why the others cannot. */
export interface MatchedCancellations {
  readonly matched: CancellationPlan[];
  readonly unmatched: Array<{ readonly invoice: Invoice; readonly reason: RejectReason }>;
}

/**
 * Finds the original of every cancellation: the latest sale of the same customer, not later than the cancellation and
 * not cancelled yet, that has the same products, quantities and prices throughout. A cancellation of part of a sale
 * has no original in this sense.
 */
export function matchCancellations(cancellations: readonly Invoice[], sales: readonly Sale[]): MatchedCancellations {
  const wanted = new Set(cancellations.map(fingerprint));
  const candidates = new Map<string, Sale[]>();
  for (const sale of [...sales].sort((a, b) => byTime(a.invoice, b.invoice))) {
    const key = fingerprint(sale.invoice);
    if (!wanted.has(key)) continue;
    const known = candidates.get(key);
    if (known) known.push(sale);
    else candidates.set(key, [sale]);
  }
  const matched: CancellationPlan[] = [];
  const unmatched: MatchedCancellations['unmatched'] = [];
  for (const invoice of [...cancellations].sort(byTime)) {
    const open = invoice.customer === '' ? [] : (candidates.get(fingerprint(invoice)) ?? []);
    const index = open.findLastIndex((sale) => sale.invoice.time <= invoice.time);
    if (index < 0) {
      unmatched.push({
        invoice,
        reason: invoice.customer === '' ? 'cancellation-anonymous' : 'cancellation-no-original',
      });
      continue;
    }
    const [original] = open.splice(index, 1);
    matched.push({
      reference: invoice.number,
      time: invoice.time,
      rows: sortedRows(invoice.rows),
      orders: original!.orders,
    });
  }
  return { matched, unmatched };
}

/** By time, then by number, so that a plan does not depend on the order of the file. */
export function byTime(a: { time: number; number: string }, b: { time: number; number: string }): number {
  return a.time - b.time || (a.number < b.number ? -1 : a.number > b.number ? 1 : 0);
}

function fingerprint(invoice: Invoice): string {
  const lines = mergeLines(sortedRows(invoice.rows)).map(
    (line) => `${line.sku}\t${line.quantity}\t${line.agreedPrice}`,
  );
  return `${invoice.customer}\n${lines.join('\n')}`;
}
