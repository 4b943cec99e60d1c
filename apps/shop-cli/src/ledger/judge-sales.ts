import { grouped, pounds } from '../cli/format.js';
import type { Facts } from './facts.js';
import { findingOf, type Finding } from './finding.js';
import { differences, minus, sum } from './sums.js';

/** Checks that the value of each customer equals the customer's purchases minus returns. */
export function judgeCustomers({ orders, lifetimeValues }: Facts): Finding {
  const confirmed = new Map<string, bigint>();
  for (const { state, customerId, total, returned } of orders.values()) {
    if (state === 'CONFIRMED') confirmed.set(customerId, (confirmed.get(customerId) ?? 0n) + total - returned);
  }
  return findingOf(
    'lifetime-values',
    "Every customer's lifetime value = totals of the customer's confirmed orders - returns",
    [
      ['customers', grouped(lifetimeValues.size)],
      ['lifetime values', pounds(sum(lifetimeValues))],
      ['confirmed orders - returns', pounds(sum(confirmed))],
    ],
    differences(lifetimeValues, confirmed).map(
      ([customer, value, due]) =>
        `customer ${customer}: lifetime value ${pounds(value)}, but confirmed orders - returns ${pounds(due)}`,
    ),
  );
}

/** Checks that the units sold of each product equal purchases minus returns. */
export function judgeCatalog({ confirmedUnits, returnedUnits, unitsSold }: Facts): Finding {
  const kept = minus(confirmedUnits, returnedUnits);
  return findingOf(
    'units-sold',
    "Every product's units sold = units of confirmed orders - returns",
    [
      ['products', grouped(unitsSold.size)],
      ['units sold', grouped(sum(unitsSold))],
      ['confirmed orders - returns', grouped(sum(kept))],
    ],
    differences(unitsSold, kept).map(
      ([sku, sold, due]) => `product ${sku}: ${sold} units sold, but ${due} in confirmed orders - returns`,
    ),
  );
}

/** The reports tell the same as the orders. */
export function judgeReporting({ orders, confirmedSales, confirmedUnits, returnedUnits, reported }: Facts): Finding {
  const confirmed = BigInt([...orders.values()].filter(({ state }) => state === 'CONFIRMED').length);
  const offenders = [
    ...(reported.orders === confirmed ? [] : [`${reported.orders} orders reported, but ${confirmed} confirmed`]),
    ...differences(reported.sales, confirmedSales).map(
      ([day, ours, due]) => `${day}: ${pounds(ours)} reported, but confirmed orders - returns ${pounds(due)}`,
    ),
    ...differences(reported.units, minus(confirmedUnits, returnedUnits)).map(
      ([sku, ours, due]) => `product ${sku}: ${ours} units reported, but ${due} in confirmed orders - returns`,
    ),
  ];
  return findingOf(
    'reporting',
    "Reporting's totals = totals of confirmed orders - returns, per day of the order and country, and per product",
    [
      ['orders', grouped(reported.orders)],
      ['units', grouped(sum(reported.units))],
      ['reported sales', pounds(sum(reported.sales))],
      ['confirmed orders - returns', pounds(sum(confirmedSales))],
    ],
    offenders,
  );
}
