import {
  AgreedPriceNotAllowed,
  BackdatingNotAllowed,
  OrderingForOthersNotAllowed,
  PlacedInTheFuture,
  UnknownOrder,
} from '@contracts/orders';
import { describe, expect, it } from 'vitest';
import { requesterOf } from './requester.js';
import { anOrderIsNotPlacedInTheFuture } from './rules/an-order-is-not-placed-in-the-future.js';
import { onlySalesAgreesPrices } from './rules/only-sales-agrees-prices.js';
import { onlySalesOrdersForOthers } from './rules/only-sales-orders-for-others.js';
import { onlySalesSetsTheDate } from './rules/only-sales-sets-the-date.js';
import { ordersOfOthersDoNotExist } from './rules/orders-of-others-do-not-exist.js';

const sales = requesterOf({ subject: 'till', roles: ['sales'] });
const ann = requesterOf({ subject: 'ann', roles: [] });
const nobody = requesterOf(undefined);
const orderId = '7b0c7a52-6a7f-4c0b-9a52-0d6f4d7d8f10';

describe('what a requester may do', () => {
  it('customers order for themselves, sales for everyone', () => {
    expect(() => onlySalesOrdersForOthers(ann, 'ann')).not.toThrow();
    expect(() => onlySalesOrdersForOthers(sales, 'ann')).not.toThrow();
    expect(() => onlySalesOrdersForOthers(ann, 'bob')).toThrow(OrderingForOthersNotAllowed);
    expect(() => onlySalesOrdersForOthers(nobody, 'ann')).toThrow(OrderingForOthersNotAllowed);
  });

  it('only sales agrees a price, even zero', () => {
    const lines = [{ sku: 'MUG', quantity: 1, agreedPrice: 0 }];
    expect(() => onlySalesAgreesPrices(sales, lines)).not.toThrow();
    expect(() => onlySalesAgreesPrices(ann, lines)).toThrow(AgreedPriceNotAllowed);
    expect(() => onlySalesAgreesPrices(ann, [{ sku: 'MUG', quantity: 1 }])).not.toThrow();
  });

  it('only sales sets the date, and never one that has not come', () => {
    const now = new Date('2011-12-09T12:50:00Z');
    expect(() => onlySalesSetsTheDate(sales, now)).not.toThrow();
    expect(() => onlySalesSetsTheDate(ann, now)).toThrow(BackdatingNotAllowed);
    expect(() => anOrderIsNotPlacedInTheFuture(now, now)).not.toThrow();
    expect(() => anOrderIsNotPlacedInTheFuture(new Date('2011-12-09T12:50:59Z'), now)).not.toThrow();
    expect(() => anOrderIsNotPlacedInTheFuture(new Date('2011-12-09T12:52:00Z'), now)).toThrow(PlacedInTheFuture);
  });

  it("another customer's order looks like one that does not exist", () => {
    const refusal = new UnknownOrder({ orderId }).message;
    expect(() => ordersOfOthersDoNotExist(ann, orderId, { customerId: 'ann' })).not.toThrow();
    expect(() => ordersOfOthersDoNotExist(sales, orderId, { customerId: 'ann' })).not.toThrow();
    expect(() => ordersOfOthersDoNotExist(ann, orderId, { customerId: 'bob' })).toThrow(refusal);
    expect(() => ordersOfOthersDoNotExist(ann, orderId, undefined)).toThrow(refusal);
  });
});
