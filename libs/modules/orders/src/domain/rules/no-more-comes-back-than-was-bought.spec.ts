import { ReturnExceedsOrder } from '@contracts/orders';
import { expect, it } from 'vitest';
import { unitsReturned } from '../returns.js';
import { noMoreComesBackThanWasBought } from './no-more-comes-back-than-was-bought.js';

const order = {
  orderId: '7b0c7a52-6a7f-4c0b-9a52-0d6f4d7d8f10',
  lines: [
    { sku: 'LAMP', quantity: 3, unitPrice: 1250 },
    { sku: 'MUG', quantity: 1, unitPrice: 295 },
  ],
};
const returned = unitsReturned([
  { lines: [{ sku: 'LAMP', quantity: 1, unitPrice: 1250 }] },
  { lines: [{ sku: 'LAMP', quantity: 1, unitPrice: 1250 }] },
]);

it('lets everything come back that is left', () => {
  expect(() =>
    noMoreComesBackThanWasBought(order, returned, [
      { sku: 'LAMP', quantity: 1 },
      { sku: 'MUG', quantity: 1 },
    ]),
  ).not.toThrow();
});

it('names every line that exceeds what is left, and what was never bought', () => {
  const requested = [
    { sku: 'LAMP', quantity: 2 },
    { sku: 'MUG', quantity: 1 },
    { sku: 'toString', quantity: 1 },
  ];
  expect(() => noMoreComesBackThanWasBought(order, returned, requested)).toThrow(
    new ReturnExceedsOrder({
      orderId: order.orderId,
      lines: [
        { sku: 'LAMP', requested: 2, bought: 3, returned: 2 },
        { sku: 'toString', requested: 1, bought: 0, returned: 0 },
      ],
    }),
  );
});
