import { describe, expect, it } from 'vitest';
import type { RetailFile } from '../retail-file/read-retail-file.js';
import { fileOf, invoice, row } from './invoices.fixture.js';
import { makePlan } from './make-plan.js';

const counts = (entries: Record<string, Record<string, number>>) =>
  new Map(Object.entries(entries).map(([key, values]) => [key, new Map(Object.entries(values))]));
const planOf = (file: Partial<RetailFile>) => makePlan({ ...fileOf(), ...file });

describe('a plan', () => {
  it('places invoices by date, whatever their sequence in the file', () => {
    const file = fileOf(
      invoice('3', 3, [row(1, 'A', 1, 1)]),
      invoice('1', 1, [row(2, 'A', 1, 1)]),
      invoice('2', 1, [row(3, 'A', 1, 1)]),
    );
    expect(makePlan(file).orders.map((order) => order.reference)).toEqual(['1', '2', '3']);
  });

  it('can end after the first invoices by date, whole ones', () => {
    const rows = [row(1, 'A', 1, 1), row(2, 'B', 1, 1)];
    const file = fileOf(invoice('3', 3, rows), invoice('1', 1, rows), invoice('C2', 2, rows));
    const plan = makePlan(file, 2);
    expect(plan.orders.map((order) => [order.reference, order.rows.length])).toEqual([['1', 2]]);
    expect(plan.cancellations.map((each) => each.reference)).toEqual(['C2']);
    expect(plan.leftOut.map((each) => [each.invoice.number, each.reason])).toEqual([['3', 'limit']]);
    expect(makePlan(file).orders.slice(0, 1)).toEqual(plan.orders);
  });

  it('marks further orders of an invoice, and its cancellation cancels all of them', () => {
    const rows = [row(1, 'A', 1, 100), row(2, 'A', 1, 90)];
    const plan = makePlan(fileOf(invoice('1', 1, rows), invoice('C2', 2, rows)));
    expect(plan.orders.map((order) => [order.reference, order.total])).toEqual([
      ['1', 90],
      ['1#2', 100],
    ]);
    expect(plan.cancellations.map((each) => each.orders)).toEqual([plan.orders]);
  });

  it('names a product by its most frequent spelling, prices it by its most frequent price', () => {
    const { invoices } = fileOf(
      invoice('1', 1, [row(1, 'A', 1, 100), row(2, 'B', 1, 5)]),
      invoice('2', 2, [row(3, 'A', 1, 90)]),
      invoice('3', 3, [row(4, 'A', 1, 90)]),
    );
    const names = counts({ A: { HEART: 3, 'heart, white': 1, '?': 3 } });
    expect(planOf({ invoices, names }).products).toEqual([
      { sku: 'A', name: 'HEART', price: 90 },
      { sku: 'B', name: 'B', price: 5 },
    ]);
  });

  it('registers everyone who buys once, and a walk-in customer per country for sales without customer', () => {
    const { invoices } = fileOf(
      invoice('1', 1, [row(1, 'A', 1, 1)], '12417'),
      invoice('2', 2, [row(2, 'A', 1, 1)], ''),
      invoice('3', 3, [row(3, 'A', 1, 1)], ''),
      invoice('C4', 4, [row(4, 'A', 1, 1)], '999'),
    );
    expect(planOf({ invoices, countries: counts({ '12417': { Spain: 1, Belgium: 2 } }) }).customers).toEqual([
      { customerId: '12417', name: 'Customer 12417', country: 'Belgium' },
      { customerId: 'walk-in-united-kingdom', name: 'Walk-in (United Kingdom)', country: 'United Kingdom' },
    ]);
  });

  it('receives exactly what is sold, in lines that the shop takes', () => {
    const { invoices } = fileOf(
      invoice('1', 1, [row(1, 'A', 900_000, 1), row(2, 'B', 2, 1)]),
      invoice('2', 2, [row(3, 'A', 900_000, 1)]),
    );
    expect(planOf({ invoices }).stock).toEqual([
      { sku: 'A', quantity: 1_000_000 },
      { sku: 'B', quantity: 2 },
      { sku: 'A', quantity: 800_000 },
    ]);
  });
});
