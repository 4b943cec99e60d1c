import type { ImportPlan } from '../plan/make-plan.js';
import { mergeLines, totalOf } from '../plan/sale-order.js';
import type { InvoiceRow, RetailFile } from '../retail-file/read-retail-file.js';
import type { Rejection, RejectReason } from '../retail-file/rejection.js';
import type { OrderState } from '../shop/operations.js';
import type { ImportOutcome, OrderOutcome } from './outcome.js';

/** Where every row of the file went. */
export interface Account {
  readonly rows: number;
  /** Rows that are a line of an order, or of a cancellation that was carried out. */
  readonly accepted: number;
  /** Rows added to the line of an accepted row with the same product and price. */
  readonly merged: number;
  readonly rejections: readonly Rejection[];
  /** Invoices with at least one row in an order or a cancellation, invoices left out entirely, and both together. */
  readonly invoices: { readonly total: number; readonly accepted: number; readonly rejected: number };
  /** Sum of accepted and merged sale rows in pence. */
  readonly sold: number;
  /** Sum of accepted and merged cancellation rows in pence. */
  readonly cancelled: number;
  /** What the shop says about the same orders. */
  readonly shop: ShopTotals;
}

/** Orders and their totals as the shop states them, in pence. */
export interface ShopTotals {
  readonly orders: Readonly<Record<OrderState, number>>;
  /** Orders it never took. */
  readonly refused: number;
  /** Confirmed, cancelled and pending orders. */
  readonly sold: number;
  readonly cancelled: number;
}

/** Follows every row to its end. Without an outcome (a dry run) every planned row counts as accepted. */
export function takeAccount(file: RetailFile, plan: ImportPlan, outcome?: ImportOutcome): Account {
  const ledger = new RowLedger(file.rejections);
  const invoices = new Set<string>();
  const shop = {
    orders: { PENDING: 0, CONFIRMED: 0, REJECTED: 0, CANCELLED: 0 },
    refused: 0,
    sold: 0,
    cancelled: 0,
  };
  let sold = 0;
  let cancelled = 0;

  for (const { reference, rows, total } of plan.orders) {
    const invoice = invoiceOf(reference);
    const result = outcome?.orders.get(reference);
    countInShop(shop, result);
    if (result && result.kind !== 'held') {
      const refused = result.kind === 'refused';
      ledger.reject(invoice, rows, refused ? 'order-refused' : 'order-rejected', refused ? result.code : result.reason);
      continue;
    }
    invoices.add(invoice);
    sold += total;
    ledger.accept(rows);
  }
  for (const { reference, rows, orders } of plan.cancellations) {
    const states = orders.map((order) => outcome?.orders.get(order.reference));
    if (outcome && !states.every((state) => state?.kind === 'held' && state.state === 'CANCELLED')) {
      const code = outcome.refusedCancellations.get(reference);
      ledger.reject(reference, rows, code === undefined ? 'original-not-held' : 'cancellation-refused', code);
      continue;
    }
    invoices.add(reference);
    cancelled += totalOf(rows);
    ledger.accept(rows);
  }
  for (const { invoice, reason } of plan.leftOut) ledger.reject(invoice.number, invoice.rows, reason);

  return {
    rows: file.rowCount,
    accepted: ledger.accepted,
    merged: ledger.merged,
    rejections: ledger.rejections.sort((a, b) => a.row - b.row),
    invoices: { total: file.invoiceCount, accepted: invoices.size, rejected: file.invoiceCount - invoices.size },
    sold,
    cancelled,
    shop,
  };
}

/** What does not add up, in words; nothing when the account is sound. */
export function discrepancies(account: Account): string[] {
  const faults: string[] = [];
  const counted = account.accepted + account.merged + account.rejections.length;
  if (counted !== account.rows) faults.push(`${counted} rows are accounted for, the file has ${account.rows}`);
  const pence = (words: string, ours: number, theirs: number): void => {
    if (ours !== theirs) faults.push(`${words}: ${ours} pence by the file, ${theirs} pence by the shop`);
  };
  pence('sold', account.sold, account.shop.sold);
  pence('cancelled', account.cancelled, account.shop.cancelled);
  if (account.shop.orders.PENDING > 0) faults.push(`${account.shop.orders.PENDING} orders are still pending`);
  return faults;
}

/** Rejected rows by reason, the most frequent first. */
export function rejectionCounts(rejections: readonly Rejection[]): Array<readonly [RejectReason, number]> {
  const counts = new Map<RejectReason, number>();
  for (const { reason } of rejections) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}

const invoiceOf = (reference: string): string => reference.split('#', 1)[0]!;

function countInShop(
  shop: { orders: Record<OrderState, number>; refused: number; sold: number; cancelled: number },
  result: OrderOutcome | undefined,
): void {
  if (!result) return;
  if (result.kind === 'refused') shop.refused += 1;
  else if (result.kind === 'rejected') shop.orders.REJECTED += 1;
  else {
    shop.orders[result.state] += 1;
    shop.sold += result.total;
    if (result.state === 'CANCELLED') shop.cancelled += result.total;
  }
}

class RowLedger {
  readonly rejections: Rejection[];
  accepted = 0;
  merged = 0;

  constructor(rejections: readonly Rejection[]) {
    this.rejections = [...rejections];
  }

  accept(rows: readonly InvoiceRow[]): void {
    const lines = mergeLines(rows).length;
    this.accepted += lines;
    this.merged += rows.length - lines;
  }

  reject(invoice: string, rows: readonly InvoiceRow[], reason: RejectReason, detail?: string): void {
    for (const { row, sku, quantity, price } of rows) {
      const units = String(invoice.startsWith('C') ? -quantity : quantity);
      this.rejections.push({ row, reason, detail, invoice, sku, quantity: units, price: (price / 100).toFixed(2) });
    }
  }
}
