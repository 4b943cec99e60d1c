import type { Invoice, RetailFile } from '../retail-file/read-retail-file.js';
import { customerIdOf, planCustomers, type CustomerPlan } from './customers.js';
import {
  byTime,
  matchCancellations,
  type CancellationPlan,
  type LeftOut,
  type ReturnPlan,
} from './match-cancellations.js';
import { planProducts, planStock, type ProductPlan, type StockPlan } from './products.js';
import { sortedRows, splitIntoOrders, totalOf, type OrderPlan } from './sale-order.js';
import type { Sale } from './sale.js';

/** Everything an import sends, worked out before the first request. */
export interface ImportPlan {
  readonly products: readonly ProductPlan[];
  readonly customers: readonly CustomerPlan[];
  /** Units that the orders need, by product. */
  readonly stock: readonly StockPlan[];
  /** In order of time. */
  readonly orders: readonly OrderPlan[];
  /** In order of time. */
  readonly cancellations: readonly CancellationPlan[];
  /** In order of time. */
  readonly returns: readonly ReturnPlan[];
  /** Rows that are left out: cancellations without original, and rows after the limit. */
  readonly leftOut: readonly LeftOut[];
}

/**
 * Plans an import. The plan depends on what the rows say, not on the order they stand in.
 *
 * @param limit plans the first invoices by date only. Invoices stay whole and originals come before their cancellation,
 *   so a longer import can follow a shorter one.
 */
export function makePlan(file: RetailFile, limit = Infinity): ImportPlan {
  const all = [...file.invoices.values()].sort(byTime);
  const invoices = all.slice(0, limit);
  const beyond = all
    .slice(invoices.length)
    .map((invoice) => ({ invoice, rows: invoice.rows, reason: 'limit' as const }));
  const sales = invoices.filter((invoice) => !invoice.cancellation).map(planSale);
  const { cancellations, returns, leftOut } = matchCancellations(
    invoices.filter((invoice) => invoice.cancellation),
    sales,
  );
  const orders = sales.flatMap((sale) => sale.orders);
  return {
    products: planProducts(orders, file.names),
    customers: planCustomers(sales, file.countries),
    stock: planStock(orders),
    orders,
    cancellations,
    returns,
    leftOut: [...leftOut, ...beyond],
  };
}

function planSale(invoice: Invoice): Sale {
  const orders = splitIntoOrders(sortedRows(invoice.rows)).map((rows, index) => ({
    reference: index === 0 ? invoice.number : `${invoice.number}#${index + 1}`,
    customerId: customerIdOf(invoice),
    time: invoice.time,
    rows,
    total: totalOf(rows),
  }));
  return { invoice, orders };
}
