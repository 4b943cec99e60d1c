import { grouped, pounds } from '../cli/format.js';
import type { Facts, OrderEvents, OrderFacts, ShipmentFacts } from './facts.js';
import { findingOf, type Finding } from './finding.js';
import { judgeReturns } from './judge-returns.js';
import { judgeCatalog, judgeCustomers, judgeReporting } from './judge-sales.js';
import { judgeStock } from './judge-stock.js';

/** Judges every invariant of the shop. All of them hold whenever the shop is quiet, whatever broke before. */
export function judge(facts: Facts): Finding[] {
  return [
    judgeStock(facts),
    judgeOrders(facts),
    judgeMoney(facts),
    judgeReturns(facts),
    judgeCustomers(facts),
    judgeCatalog(facts),
    judgeShipments(facts),
    judgeMails(facts),
    judgeReporting(facts),
  ];
}

/** The events that the journal must have for an order in each final state; cancelled orders may have been confirmed before. */
function expectedEvents({ state, wasConfirmed }: OrderFacts): Omit<OrderEvents, 'returned'> {
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
  const sums = { captured: 0n, refunded: 0n, confirmed: 0n, returned: 0n };
  for (const [orderId, { captured, refunded }] of payments) {
    sums.captured += captured;
    sums.refunded += refunded;
    if (captured !== 0n && !orders.has(orderId))
      offenders.push(`${pounds(captured)} captured for ${orderId}, which is no order`);
  }
  for (const [orderId, { state, total, returned }] of orders) {
    const due = state === 'CONFIRMED' ? total - returned : 0n;
    sums.confirmed += state === 'CONFIRMED' ? total : 0n;
    sums.returned += returned;
    const { captured, refunded } = payments.get(orderId) ?? { captured: 0n, refunded: 0n };
    if (captured - refunded === due) continue;
    offenders.push(
      `order ${orderId} is ${state} at ${pounds(total)}${returned === 0n ? '' : ` - returns ${pounds(returned)}`}, but captured ${pounds(captured)} - refunded ${pounds(refunded)}`,
    );
  }
  return findingOf(
    'money',
    'Captured - refunded = totals of confirmed orders - returns, per order and together',
    [
      ['captured', pounds(sums.captured)],
      ['refunded', pounds(sums.refunded)],
      ['confirmed orders', pounds(sums.confirmed)],
      ['returns', pounds(sums.returned)],
    ],
    offenders,
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
