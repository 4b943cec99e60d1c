import { describe, expect, it } from 'vitest';
import { commandPhrase, eventPhrase } from './phrases.js';
import { camel, kebab, pascal, plural, singular, snake } from './words.js';

it.each([
  ['HoldOrder', 'hold-order', 'holdOrder', 'hold_order'],
  ['order-history', 'order-history', 'orderHistory', 'order_history'],
  ['GetVATReport', 'get-vat-report', 'getVatReport', 'get_vat_report'],
])('%s is %s, %s and %s', (name, withHyphens, withCapitals, withUnderscores) => {
  expect([kebab(name), camel(name), snake(name)]).toEqual([withHyphens, withCapitals, withUnderscores]);
  expect(pascal(withHyphens)).toBe(pascal(name));
});

it.each([
  ['order', 'orders'],
  ['gift card', 'gift cards'],
  ['loyalty', 'loyalties'],
  ['key', 'keys'],
  ['box', 'boxes'],
  ['branch', 'branches'],
  ['address', 'addresses'],
])('one %s, two %s', (one, many) => {
  expect([singular(many), plural(one), singular(one), plural(many)]).toEqual([one, many, one, many]);
});

describe('what a name says', () => {
  it.each([
    ['HoldOrder', 'Holds an order', 'holding an order', 'orderId'],
    ['ApplyGiftCard', 'Applies a gift card', 'applying a gift card', 'giftCardId'],
    ['ShipParcels', 'Ships parcels', 'shipping parcels', 'parcelId'],
    ['ReleaseStock', 'Releases a stock', 'releasing a stock', 'stockId'],
    ['Close', 'Closes it', 'closing it', 'id'],
  ])('of a command: %s', (name, does, doing, id) => {
    expect(commandPhrase(name)).toMatchObject({ does, doing, id });
  });

  it.each([
    ['OrderHeld', 'An order was held', 'orderId'],
    ['PointsEarned', 'Points were earned', 'pointId'],
    ['Opened', 'It was opened', 'id'],
  ])('of an event: %s', (name, happened, id) => {
    expect(eventPhrase(name)).toMatchObject({ happened, id });
  });
});
