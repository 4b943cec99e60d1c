import { grouped, pounds } from '../cli/format.js';
import type { Facts, OrderEvents, OrderFacts, ShipmentFacts } from './facts.js';
import { findingOf, type Finding } from './finding.js';

/** Judges every invariant of the shop. All of them hold whenever the shop is quiet, whatever broke before. */
export function judge(facts: Facts): Finding[] {
  return [
    judgeStock(facts),
    judgeOrders(facts),
    judgeMoney(facts),
    judgeCustomers(facts),
    judgeCatalog(facts),
    judgeShipments(facts),
    judgeMails(facts),
    judgeReporting(facts),
  ];
}

/**
 * Nothing is lost from or added to the warehouse, and what is reserved or shipped is what confirmed orders need. Parts
 * of orders are not returned yet, so that is zero; what a cancelled order had left with is back on the shelves.
 */
function judgeStock({ stock, confirmedUnits, shippedUnits }: Facts): Finding {
  const offenders: string[] = [];
  const sums = { received: 0n, onHand: 0n, reserved: 0n, shipped: 0n };
  for (const [sku, { received, onHand, reserved, held, shipped }] of stock) {
    sums.received += received;
    sums.onHand += onHand;
    sums.reserved += reserved;
    sums.shipped += shipped;
    const free = onHand - reserved;
    if (received !== free + reserved + shipped)
      offenders.push(`${sku}: received ${received}, but free ${free} + reserved ${reserved} + shipped ${shipped}`);
    if (reserved !== held) offenders.push(`${sku}: reserved ${reserved}, but its reservations hold ${held}`);
    const needed = confirmedUnits.get(sku) ?? 0n;
    if (held + shipped !== needed)
      offenders.push(`${sku}: orders hold ${held} and left with ${shipped}, but confirmed orders have ${needed}`);
    const left = shippedUnits.get(sku) ?? 0n;
    if (shipped !== left) offenders.push(`${sku}: shipped ${shipped}, but shipping sent ${left}`);
  }
  for (const [sku, units] of confirmedUnits) {
    if (!stock.has(sku)) offenders.push(`${sku}: confirmed orders have ${units}, but it was never in stock`);
  }
  return findingOf(
    'stock',
    'Per product: received + returned = free + reserved + shipped, and reserved + shipped = units of confirmed orders',
    [
      ['products', grouped(stock.size)],
      ['received', grouped(sums.received)],
      ['free', grouped(sums.onHand - sums.reserved)],
      ['reserved', grouped(sums.reserved)],
      ['shipped', grouped(sums.shipped)],
    ],
    offenders,
  );
}

/** What the journal must say about an order in each final state; cancelled ones may have been confirmed before. */
function expectedEvents({ state, wasConfirmed }: OrderFacts): OrderEvents {
  return {
    placed: 1,
    confirmed: state === 'CONFIRMED' || (state === 'CANCELLED' && wasConfirmed) ? 1 : 0,
    rejected: state === 'REJECTED' ? 1 : 0,
    cancelled: state === 'CANCELLED' ? 1 : 0,
  };
}

function judgeOrders({ orders }: Facts): Finding {
  const offenders: string[] = [];
  const states = { PENDING: 0, CONFIRMED: 0, REJECTED: 0, CANCELLED: 0 };
  for (const [orderId, order] of orders) {
    states[order.state] += 1;
    if (order.state === 'PENDING') offenders.push(`order ${orderId} is still pending`);
    if (order.total !== order.linesTotal) {
      offenders.push(
        `order ${orderId}: total ${pounds(order.total)}, but its lines come to ${pounds(order.linesTotal)}`,
      );
    }
    const expected = expectedEvents(order);
    for (const event of ['placed', 'confirmed', 'rejected', 'cancelled'] as const) {
      if (order.events[event] === expected[event]) continue;
      offenders.push(
        `order ${orderId} is ${order.state}, but the journal has it ${event} ${order.events[event]} times`,
      );
    }
  }
  return findingOf(
    'orders',
    'Every order ends confirmed, rejected or cancelled, exactly once, and its journal says the same',
    [
      ['orders', grouped(orders.size)],
      ['confirmed', grouped(states.CONFIRMED)],
      ['rejected', grouped(states.REJECTED)],
      ['cancelled', grouped(states.CANCELLED)],
      ['pending', grouped(states.PENDING)],
    ],
    offenders,
  );
}

function judgeMoney({ orders, payments }: Facts): Finding {
  const offenders: string[] = [];
  const sums = { captured: 0n, refunded: 0n, confirmed: 0n };
  for (const [orderId, { captured, refunded }] of payments) {
    sums.captured += captured;
    sums.refunded += refunded;
    if (captured !== 0n && !orders.has(orderId))
      offenders.push(`${pounds(captured)} captured for ${orderId}, which is no order`);
  }
  for (const [orderId, { state, total }] of orders) {
    const due = state === 'CONFIRMED' ? total : 0n;
    sums.confirmed += due;
    const { captured, refunded } = payments.get(orderId) ?? { captured: 0n, refunded: 0n };
    if (captured - refunded === due) continue;
    offenders.push(
      `order ${orderId} is ${state} at ${pounds(total)}, but captured ${pounds(captured)} - refunded ${pounds(refunded)}`,
    );
  }
  return findingOf(
    'money',
    'Captured - refunded = totals of confirmed orders, per order and together',
    [
      ['captured', pounds(sums.captured)],
      ['refunded', pounds(sums.refunded)],
      ['confirmed orders', pounds(sums.confirmed)],
    ],
    offenders,
  );
}

function judgeCustomers({ orders, lifetimeValues }: Facts): Finding {
  const confirmed = new Map<string, bigint>();
  for (const { state, customerId, total } of orders.values()) {
    if (state === 'CONFIRMED') confirmed.set(customerId, (confirmed.get(customerId) ?? 0n) + total);
  }
  return findingOf(
    'lifetime-values',
    "Every customer's lifetime value = totals of the customer's confirmed orders",
    [
      ['customers', grouped(lifetimeValues.size)],
      ['lifetime values', pounds(sum(lifetimeValues))],
      ['confirmed orders', pounds(sum(confirmed))],
    ],
    differences(lifetimeValues, confirmed).map(
      ([customer, value, due]) =>
        `customer ${customer}: lifetime value ${pounds(value)}, but confirmed orders ${pounds(due)}`,
    ),
  );
}

function judgeCatalog({ confirmedUnits, unitsSold }: Facts): Finding {
  return findingOf(
    'units-sold',
    "Every product's units sold = units of confirmed orders",
    [
      ['products', grouped(unitsSold.size)],
      ['units sold', grouped(sum(unitsSold))],
      ['confirmed orders', grouped(sum(confirmedUnits))],
    ],
    differences(unitsSold, confirmedUnits).map(
      ([sku, sold, due]) => `product ${sku}: ${sold} units sold, but ${due} in confirmed orders`,
    ),
  );
}

/** What the shipment of an order may be; nothing where it was never confirmed. */
function expectedShipments({
  state,
  wasConfirmed,
  shipped,
}: OrderFacts): readonly (ShipmentFacts['state'] | undefined)[] {
  if (state === 'CONFIRMED') return [shipped ? 'SHIPPED' : 'WAITING'];
  return state === 'CANCELLED' && wasConfirmed ? ['STOPPED', 'RECALLED'] : [undefined];
}

function judgeShipments({ orders, shipments }: Facts): Finding {
  const offenders: string[] = [];
  const states = { WAITING: 0, SHIPPED: 0, STOPPED: 0, RECALLED: 0 };
  for (const [orderId, { state, departures }] of shipments) {
    states[state] += 1;
    if (!orders.has(orderId)) offenders.push(`a shipment of ${orderId}, which is no order`);
    const due = state === 'SHIPPED' || state === 'RECALLED' ? 1 : 0;
    if (departures !== due)
      offenders.push(`shipment of order ${orderId} is ${state}, but the journal has it leave ${departures} times`);
  }
  for (const [orderId, order] of orders) {
    const state = shipments.get(orderId)?.state;
    const expected = expectedShipments(order);
    if (expected.includes(state)) continue;
    const words = order.shipped ? `${order.state} and shipped` : order.state;
    offenders.push(`order ${orderId} is ${words}, but its shipment ${state ?? 'missing'}`);
  }
  return findingOf(
    'shipments',
    'One shipment per order that was not cancelled before shipping; none per order that was never confirmed',
    [
      ['shipped', grouped(states.SHIPPED)],
      ['waiting', grouped(states.WAITING)],
      ['stopped', grouped(states.STOPPED)],
      ['recalled', grouped(states.RECALLED)],
    ],
    offenders,
  );
}

function judgeMails({ orders, mails }: Facts): Finding {
  const offenders = [...mails.keys()]
    .filter((orderId) => !orders.get(orderId)?.wasConfirmed)
    .map((orderId) => `a mail for order ${orderId}, which was never confirmed`);
  for (const [orderId, { wasConfirmed }] of orders)
    if (wasConfirmed && !mails.has(orderId)) offenders.push(`no mail for order ${orderId}, which was confirmed`);
  const sent = [...mails.values()].filter(Boolean).length;
  return findingOf(
    'mails',
    'One confirmation mail per order ever confirmed, where the customer has an address',
    [
      ['sent', grouped(sent)],
      ['customer without address', grouped(mails.size - sent)],
    ],
    offenders,
  );
}

function judgeReporting({ orders, confirmedSales, confirmedUnits, reported }: Facts): Finding {
  const confirmed = BigInt([...orders.values()].filter(({ state }) => state === 'CONFIRMED').length);
  const offenders = [
    ...(reported.orders === confirmed ? [] : [`${reported.orders} orders reported, but ${confirmed} confirmed`]),
    ...differences(reported.sales, confirmedSales).map(
      ([day, ours, due]) => `${day}: ${pounds(ours)} reported, but confirmed orders ${pounds(due)}`,
    ),
    ...differences(reported.units, confirmedUnits).map(
      ([sku, ours, due]) => `product ${sku}: ${ours} units reported, but ${due} in confirmed orders`,
    ),
  ];
  return findingOf(
    'reporting',
    "Reporting's totals = totals of confirmed orders, per day and country and per product",
    [
      ['orders', grouped(reported.orders)],
      ['units', grouped(sum(reported.units))],
      ['reported sales', pounds(sum(reported.sales))],
      ['confirmed orders', pounds(sum(confirmedSales))],
    ],
    offenders,
  );
}

function sum(values: ReadonlyMap<string, bigint>): bigint {
  return [...values.values()].reduce((total, value) => total + value, 0n);
}

/** Keys with different values on both sides; what is missing counts as zero. */
function differences(
  ours: ReadonlyMap<string, bigint>,
  theirs: ReadonlyMap<string, bigint>,
): Array<readonly [string, bigint, bigint]> {
  const keys = new Set([...ours.keys(), ...theirs.keys()]);
  return [...keys]
    .map((key) => [key, ours.get(key) ?? 0n, theirs.get(key) ?? 0n] as const)
    .filter(([, ourValue, theirValue]) => ourValue !== theirValue);
}
