import { describe, expect, it } from 'vitest';
import { parseRow, type Cells } from './parse-row.js';

const GOOD: Cells = {
  invoice: '536365',
  sku: '85123A',
  description: ' WHITE HANGING HEART T-LIGHT HOLDER ',
  quantity: '6',
  date: '2010-12-01 08:26:00',
  price: '2.55',
  customer: '17850.0',
  country: 'United Kingdom',
};
const parse = (cells: Partial<Cells>) => parseRow({ ...GOOD, ...cells });

describe('a row of the file', () => {
  it('is read with pence, UTC and a customer number without its fraction', () => {
    expect(parse({})).toEqual({
      invoice: '536365',
      cancellation: false,
      sku: '85123A',
      name: 'WHITE HANGING HEART T-LIGHT HOLDER',
      quantity: 6,
      price: 255,
      time: Date.UTC(2010, 11, 1, 8, 26),
      customer: '17850',
      country: 'United Kingdom',
    });
  });

  it.each([
    ['12/1/2010 8:26', Date.UTC(2010, 11, 1, 8, 26)],
    ['12/13/2010 08:26:05', Date.UTC(2010, 11, 13, 8, 26, 5)],
    ['2011-02-28T23:59', Date.UTC(2011, 1, 28, 23, 59)],
  ])('may write its date as %s', (date, time) => expect(parse({ date })).toMatchObject({ time }));

  it.each(['', '2010-02-30 10:00:00', '13/1/2010 8:26', '2010-12-01 25:00:00', '2010-12-01 10:61', '1.12.2010 8:26'])(
    'is rejected for the date %j',
    (date) => expect(parse({ date })).toBe('date'),
  );

  it.each([
    ['2.5', 250],
    ['.85', 85],
    ['1.1500', 115],
    ['0.29', 29],
    ['4', 400],
    ['13541.33', 1_354_133],
  ])('reads the price %s exactly', (price, pence) => expect(parse({ price })).toMatchObject({ price: pence }));

  it.each([
    ['0', 'price-not-positive'],
    ['0.00', 'price-not-positive'],
    ['-11062.06', 'price-not-positive'],
    ['0.001', 'price-fraction'],
    ['1.234', 'price-fraction'],
    ['', 'price'],
    ['1e3', 'price'],
    ['NaN', 'price'],
    ['1,50', 'price'],
    ['999999999999', 'amount'],
  ])('is rejected for the price %j', (price, reason) => expect(parse({ price })).toBe(reason));

  it.each([
    ['0', 'quantity-not-positive'],
    ['-1', 'quantity-not-positive'],
    ['1.5', 'quantity'],
    ['2147483648', 'quantity'],
    ['', 'quantity'],
    ['six', 'quantity'],
  ])('is rejected for the quantity %j', (quantity, reason) => expect(parse({ quantity })).toBe(reason));

  it('is a cancellation by the C of its invoice, and then has a negative quantity', () => {
    expect(parse({ invoice: 'c536379', quantity: '-1' })).toMatchObject({
      invoice: 'C536379',
      cancellation: true,
      quantity: 1,
    });
    expect(parse({ invoice: 'C536379', quantity: '1' })).toBe('quantity-not-negative');
  });

  it.each([
    [{ invoice: 'A563185' }, 'invoice'],
    [{ invoice: '' }, 'invoice'],
    [{ sku: '  ' }, 'code'],
    [{ sku: 'x'.repeat(41) }, 'code'],
    [{ sku: 'a\u0000b' }, 'code'],
    [{ customer: 'no one' }, 'customer'],
    [{ customer: '1'.repeat(65) }, 'customer'],
    [{ country: '' }, 'country'],
  ])('is rejected for %j', (cells, reason) => expect(parse(cells)).toBe(reason));

  it('needs neither a customer nor a description', () => {
    expect(parse({ customer: '', description: '' })).toMatchObject({ customer: '', name: '' });
  });
});
