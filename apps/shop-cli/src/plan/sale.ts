import type { Invoice } from '../retail-file/read-retail-file.js';
import type { OrderPlan } from './sale-order.js';

/** A sales invoice and the orders it becomes. */
export interface Sale {
  readonly invoice: Invoice;
  readonly orders: readonly OrderPlan[];
}
