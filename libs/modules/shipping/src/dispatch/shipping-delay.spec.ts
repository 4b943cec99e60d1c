import { expect, it } from 'vitest';
import { ShippingDelay } from './shipping-delay.js';

it.each([
  [undefined, 30_000],
  ['', 30_000],
  ['0', 0],
  ['500ms', 500],
  ['10m', 600_000],
  ['2h', 7_200_000],
])('SHIPPING_DELAY=%s is %d ms', (value, milliseconds) => {
  expect(ShippingDelay.fromEnv({ SHIPPING_DELAY: value })).toEqual({ milliseconds });
});

it.each(['soon', '-1s', '1.5s', '1d', '721h'])('SHIPPING_DELAY=%s is refused by name', (value) => {
  expect(() => ShippingDelay.fromEnv({ SHIPPING_DELAY: value })).toThrow(`SHIPPING_DELAY is '${value}'`);
});
