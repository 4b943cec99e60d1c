import type { ImportPlan } from '../plan/make-plan.js';
import type { ReturnPart } from '../plan/match-cancellations.js';
import { mergeLines, totalOf } from '../plan/sale-order.js';
import type { InvoiceRow, RetailFile } from '../retail-file/read-retail-file.js';
import type { Rejection, RejectReason } from '../retail-file/rejection.js';
import type { OrderState } from '../shop/operations.js';
import type { ImportOutcome, OrderOutcome } from './outcome.js';

/** The outcome of every row of the file. */
export interface Account {
  readonly rows: number;
  /** Rows that are a line of an order, or of a cancellation or return that was carried out. */
  readonly accepted: number;
  /** Rows added to the line of an accepted row with the same product and price. */
  readonly merged: number;
  readonly rejections: readonly Rejection[];
  /** Invoices with at least one row in an order, a cancellation or a return, invoices left out entirely, and both together. */
  readonly invoices: { readonly total: number; readonly accepted: number; readonly rejected: number };
  /** Sum of accepted and merged sale rows in pence. */
  readonly sold: number;
  /** Sum of accepted and merged rows of cancelled orders in pence. */
  readonly cancelled: number;
  /** Sum of accepted and merged rows of returns in pence. */
  readonly returned: number;
  /** The state of the same orders in the shop. */
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
  /** The returns for cancellation invoices of the file. */
  readonly returned: number;
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
    returned: 0,
  };
  let sold = 0;
  let cancelled = 0;
  let returned = 0;
  const numbers = new Set([...plan.cancellations, ...plan.returns].map(({ reference }) => reference));

  for (const { reference, rows, total } of plan.orders) {
    const invoice = invoiceOf(reference);
    const result = outcome?.orders.get(reference);
    countInShop(shop, result, numbers);
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
    const ends = orders.map((order) => endOf(reference, order.total, outcome?.orders.get(order.reference)));
    if (outcome && ends.includes(undefined)) {
      ledger.reject(reference, rows, ...whyNot(reference, outcome));
      continue;
    }
    invoices.add(reference);
    orders.forEach(({ total }, index) => {
      if (ends[index] === 'returned') returned += total;
      else cancelled += total;
    });
    ledger.accept(rows);
  }
  for (const { reference, rows, parts } of plan.returns) {
    const done = ({ order, amount }: ReturnPart): boolean =>
      endOf(reference, amount, outcome?.orders.get(order.reference)) === 'returned';
    if (outcome && !parts.every(done)) {
      ledger.reject(reference, rows, ...whyNot(reference, outcome));
      continue;
    }
    invoices.add(reference);
    returned += totalOf(rows);
    ledger.accept(rows);
  }
  for (const { invoice, rows, reason } of plan.leftOut) ledger.reject(invoice.number, rows, reason);

  return {
    rows: file.rowCount,
    accepted: ledger.accepted,
    merged: ledger.merged,
    rejections: ledger.rejections.sort((a, b) => a.row - b.row),
    invoices: { total: file.invoiceCount, accepted: invoices.size, rejected: file.invoiceCount - invoices.size },
    sold,
    cancelled,
    returned,
    shop,
  };
}

/** Returns descriptions of discrepancies; empty if the account balances. */
export function discrepancies(account: Account): string[] {
  const faults: string[] = [];
  const counted = account.accepted + account.merged + account.rejections.length;
  if (counted !== account.rows) faults.push(`${counted} rows are accounted for, the file has ${account.rows}`);
  const pence = (words: string, ours: number, theirs: number): void => {
    if (ours !== theirs) faults.push(`${words}: ${ours} pence by the file, ${theirs} pence by the shop`);
  };
  pence('sold', account.sold, account.shop.sold);
  pence('cancelled', account.cancelled, account.shop.cancelled);
  pence('returned', account.returned, account.shop.returned);
  if (account.shop.orders.PENDING > 0) faults.push(`${account.shop.orders.PENDING} orders are still pending`);
  return faults;
}

/** Rejected rows by reason, the most frequent first. */
export function rejectionCounts(rejections: readonly Rejection[]): Array<readonly [RejectReason, number]> {
  const counts = new Map<RejectReason, number>();
  for (const { reason } of rejections) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}

/** How an order ended for a cancellation invoice that takes back this much of it; `undefined` if it did not. */
function endOf(
  reference: string,
  amount: number,
  order: OrderOutcome | undefined,
): 'cancelled' | 'returned' | undefined {
  if (order?.kind !== 'held') return undefined;
  if (order.state === 'CANCELLED') return 'cancelled';
  return order.returns.get(reference) === amount ? 'returned' : undefined;
}

/** Why the rows of a cancellation invoice came to nothing. */
function whyNot(reference: string, outcome: ImportOutcome): [RejectReason, string?] {
  const dueAt = outcome.notShippedYet.get(reference);
  if (dueAt) return ['not-shipped-yet', `leaves at ${dueAt.toISOString()}`];
  const code = outcome.refusedCancellations.get(reference);
  return code === undefined ? ['original-not-held'] : ['cancellation-refused', code];
}

const invoiceOf = (reference: string): string => reference.split('#', 1)[0]!;

function countInShop(
  shop: { -readonly [Part in keyof ShopTotals]: ShopTotals[Part] } & { readonly orders: Record<OrderState, number> },
  result: OrderOutcome | undefined,
  numbers: ReadonlySet<string>,
): void {
  if (!result) return;
  if (result.kind === 'refused') shop.refused += 1;
  else if (result.kind === 'rejected') shop.orders.REJECTED += 1;
  else {
    shop.orders[result.state] += 1;
    shop.sold += result.total;
    if (result.state === 'CANCELLED') shop.cancelled += result.total;
    for (const [reference, amount] of result.returns) if (numbers.has(reference)) shop.returned += amount;
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
