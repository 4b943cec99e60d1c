import type { Invoice, RetailFile } from '../retail-file/read-retail-file.js';
import type { RejectReason } from '../retail-file/rejection.js';
import { customerIdOf, planCustomers, type CustomerPlan } from './customers.js';
import { byTime, matchCancellations, type CancellationPlan, type Sale } from './match-cancellations.js';
import { planProducts, planStock, type ProductPlan, type StockPlan } from './products.js';
import { sortedRows, splitIntoOrders, totalOf, type OrderPlan } from './sale-order.js';

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
  /** Cancellation invoices left out. */
  readonly unmatched: ReadonlyArray<{ readonly invoice: Invoice; readonly reason: RejectReason }>;
}

/** Plans an import. The plan depends on what the rows say, not on the order they stand in. */
export function makePlan(file: RetailFile): ImportPlan {
  const invoices = [...file.invoices.values()].sort(byTime);
  const sales = invoices.filter((invoice) => !invoice.cancellation).map(planSale);
  const { matched, unmatched } = matchCancellations(
    invoices.filter((invoice) => invoice.cancellation),
    sales,
  );
  const orders = sales.flatMap((sale) => sale.orders);
  return {
    products: planProducts(orders, file.names),
    customers: planCustomers(sales, file.countries),
    stock: planStock(orders),
    orders,
    cancellations: matched,
    unmatched,
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
