import { aligned, grouped, pounds } from '../cli/format.js';
import { REJECT_REASONS, type RejectReason } from '../retail-file/rejection.js';
import { discrepancies, rejectionCounts, type Account } from './account.js';
import type { ImportOutcome } from './outcome.js';

/** The report for people, and what of it makes the command fail. */
export interface Report {
  readonly text: string;
  /** Empty when every usable row is in an order of the shop and all sums agree. */
  readonly failures: readonly string[];
}

/** Writes the report of an import; without an outcome that of a dry run, which compares nothing with the shop. */
export function writeReport(account: Account, outcome: ImportOutcome | undefined): Report {
  const rejected = rejectionCounts(account.rejections);
  const sections = [
    [
      'Rows',
      aligned([
        ['accepted', grouped(account.accepted)],
        ['merged into an accepted row', grouped(account.merged)],
        ['rejected', grouped(account.rejections.length)],
        ['rows of the file', grouped(account.rows)],
      ]),
    ],
    ['Rejected', aligned(rejected.map(([reason, count]) => [REJECT_REASONS[reason], grouped(count)]))],
    [
      'Invoices',
      aligned([
        ['with rows in an order, cancellation or return', grouped(account.invoices.accepted)],
        ['without', grouped(account.invoices.rejected)],
        ['invoices of the file', grouped(account.invoices.total)],
      ]),
    ],
    ...(outcome
      ? [
          ['This run', aligned(workDone(outcome))],
          ['Orders in the shop', aligned(ordersInShop(account))],
        ]
      : []),
    [
      'Revenue',
      aligned([
        ['accepted sales of the file', pounds(account.sold)],
        ...(outcome ? [['totals of their orders in the shop', pounds(account.shop.sold)] as const] : []),
        ['accepted cancellations of the file', pounds(account.cancelled)],
        ...(outcome ? [['totals of the cancelled orders', pounds(account.shop.cancelled)] as const] : []),
        ['accepted returns of the file', pounds(account.returned)],
        ...(outcome ? [['amounts of those returns in the shop', pounds(account.shop.returned)] as const] : []),
        ['net', pounds(account.sold - account.cancelled - account.returned)],
      ]),
    ],
  ];
  const text = sections.filter(([, body]) => body !== '').map(([title, body]) => `${title}\n${body}\n`);
  return { text: text.join('\n'), failures: outcome ? failuresOf(account) : [] };
}

function workDone(outcome: ImportOutcome): Array<readonly [string, string]> {
  const { preparation } = outcome;
  const prepared: Array<readonly [string, string]> = preparation
    ? [
        ['products created', grouped(preparation.products.created)],
        ['products updated', grouped(preparation.products.updated)],
        ['products as they were', grouped(preparation.products.unchanged)],
        [
          'customers registered or as they were',
          grouped(preparation.customers.sent - preparation.customers.keptDifferent),
        ],
        ['customers kept with other details', grouped(preparation.customers.keptDifferent)],
        ['units of stock received', grouped(preparation.stock.received)],
        ['units of stock received before', grouped(preparation.stock.receivedBefore)],
      ]
    : [];
  return [
    ...prepared,
    ['orders placed', grouped(outcome.placed)],
    ['orders that were there already', grouped(outcome.alreadyThere)],
    ['orders cancelled', grouped(outcome.cancelled)],
    ['orders that were cancelled already', grouped(outcome.alreadyCancelled)],
    ['returns taken back', grouped(outcome.returned)],
    ['returns that were there already', grouped(outcome.alreadyReturned)],
  ];
}

function ordersInShop({ shop }: Account): Array<readonly [string, string]> {
  return [
    ['confirmed', grouped(shop.orders.CONFIRMED)],
    ['cancelled', grouped(shop.orders.CANCELLED)],
    ['rejected', grouped(shop.orders.REJECTED)],
    ['pending', grouped(shop.orders.PENDING)],
    ['refused', grouped(shop.refused)],
  ];
}

function failuresOf(account: Account): string[] {
  const { shop, rejections } = account;
  const unmet = rejections.filter(({ reason }) => reason === 'order-refused' || reason === 'order-rejected').length;
  const detailsOf = (...reasons: RejectReason[]): string => {
    const details = rejections.flatMap(({ reason, detail }) => (reasons.includes(reason) ? (detail ?? []) : []));
    return [...new Set(details)].slice(0, 5).join(', ');
  };
  const rowsOf = (wanted: RejectReason): number => rejections.filter(({ reason }) => reason === wanted).length;
  const late = rowsOf('not-shipped-yet');
  const refusedRows = rowsOf('cancellation-refused');
  return [
    ...discrepancies(account),
    ...(unmet === 0
      ? []
      : [
          `${shop.refused} orders were refused and ${shop.orders.REJECTED} rejected: ${detailsOf('order-refused', 'order-rejected')}`,
        ]),
    ...(refusedRows === 0
      ? []
      : [`${refusedRows} rows of cancellations were refused: ${detailsOf('cancellation-refused')}`]),
    ...(late === 0 ? [] : [`${late} rows wait for parcels that have not left yet: ${detailsOf('not-shipped-yet')}`]),
  ];
}
