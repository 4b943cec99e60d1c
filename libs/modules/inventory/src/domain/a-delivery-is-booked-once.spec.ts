import { DeliveryAlreadyReceived } from '@contracts/inventory';
import { expect, it } from 'vitest';
import { aDeliveryIsBookedOnce } from './a-delivery-is-booked-once.js';

const cups = { sku: 'cup', quantity: 2 };
const plates = { sku: 'plate', quantity: 5 };

it('a delivery may be announced again in another order of lines', () => {
  expect(() => aDeliveryIsBookedOnce('D-1', [cups, plates], [plates, cups])).not.toThrow();
});

it.each([[[cups]], [[cups, plates, { sku: 'fork', quantity: 1 }]], [[cups, { sku: 'plate', quantity: 6 }]]])(
  'a delivery does not change after it was booked: %j',
  (other) => expect(() => aDeliveryIsBookedOnce('D-1', [cups, plates], other)).toThrow(DeliveryAlreadyReceived),
);
