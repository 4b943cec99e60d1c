import { TooManyPendingOrders } from '@contracts/orders';
import { expect, it } from 'vitest';
import { aCustomerHasFewPendingOrders, PendingOrderLimit } from './a-customer-has-few-pending-orders.js';

const customer = { customerId: 'ann', isSales: false };

it('lets a customer order up to the limit, and sales beyond', () => {
  expect(() => aCustomerHasFewPendingOrders(customer, 2, 3)).not.toThrow();
  expect(() => aCustomerHasFewPendingOrders(customer, 3, 3)).toThrow(TooManyPendingOrders);
  expect(() => aCustomerHasFewPendingOrders({ ...customer, isSales: true }, 3, 3)).not.toThrow();
});

it.each([
  [undefined, 100],
  ['', 100],
  ['7', 7],
])('ORDERS_MAX_PENDING=%s is %d orders', (value, orders) => {
  expect(PendingOrderLimit.fromEnv({ ORDERS_MAX_PENDING: value })).toEqual({ orders });
});

it.each(['0', '-1', '1.5', 'many', '1000001'])('ORDERS_MAX_PENDING=%s is refused by name', (value) => {
  expect(() => PendingOrderLimit.fromEnv({ ORDERS_MAX_PENDING: value })).toThrow(`ORDERS_MAX_PENDING is '${value}'`);
});
