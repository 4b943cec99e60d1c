import { TooManyPendingOrders } from '@contracts/orders';
import type { Requester } from '../requester.js';

const DEFAULT = '100';
const MOST = 1_000_000;

/** How many orders of one customer may be pending at a time. */
export class PendingOrderLimit {
  /** @param orders can be changed; it counts for orders placed from then on */
  constructor(public orders: number) {}

  /**
   * Reads `ORDERS_MAX_PENDING`. Default: 100.
   *
   * @throws Error naming the variable, if its value is not a number from 1 to a million
   */
  static fromEnv(env: Readonly<Record<string, string | undefined>>): PendingOrderLimit {
    const value = env['ORDERS_MAX_PENDING'] || DEFAULT;
    const orders = /^\d+$/.test(value) ? Number(value) : 0;
    if (orders >= 1 && orders <= MOST) return new PendingOrderLimit(orders);
    throw new Error(`ORDERS_MAX_PENDING is '${value}'. Give a number from 1 to ${MOST}.`);
  }
}

/**
 * Orders reserve stock and wait for their payment: one customer must not fill the shop with them. Sales places orders for
 * everyone, also those of a whole year at once.
 */
export function aCustomerHasFewPendingOrders({ isSales }: Requester, pending: number, limit: number): void {
  if (!isSales && pending >= limit) throw new TooManyPendingOrders({ limit });
}
