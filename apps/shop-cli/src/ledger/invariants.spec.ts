import { describe, expect, it } from 'vitest';
import type { Facts, OrderFacts, StockFacts } from './facts.js';
import { judge } from './invariants.js';

const stock = (change: Partial<StockFacts> = {}): StockFacts => ({
  onHand: 10n,
  reserved: 3n,
  received: 10n,
  held: 3n,
  shipped: 0n,
  ...change,
});
const order = (change: Partial<OrderFacts> = {}): OrderFacts => ({
  state: 'CONFIRMED',
  customerId: 'ann',
  total: 300n,
  linesTotal: 300n,
  shipped: false,
  wasConfirmed: true,
  events: { placed: 1, confirmed: 1, rejected: 0, cancelled: 0 },
  ...change,
});
const rejected = order({
  state: 'REJECTED',
  wasConfirmed: false,
  events: { placed: 1, confirmed: 0, rejected: 1, cancelled: 0 },
});
const cancelled = order({ state: 'CANCELLED', events: { placed: 1, confirmed: 1, rejected: 0, cancelled: 1 } });

const sound: Facts = {
  stock: new Map([['A', stock()]]),
  orders: new Map([
    ['1', order()],
    ['2', rejected],
    ['3', cancelled],
    ['4', order({ ...cancelled, wasConfirmed: false, events: { ...cancelled.events, confirmed: 0 } })],
  ]),
  confirmedUnits: new Map([['A', 3n]]),
  payments: new Map([
    ['1', { captured: 300n, refunded: 0n }],
    ['3', { captured: 300n, refunded: 300n }],
  ]),
  lifetimeValues: new Map([
    ['ann', 300n],
    ['bob', 0n],
  ]),
  unitsSold: new Map([
    ['A', 3n],
    ['B', 0n],
  ]),
  shipments: new Map([
    ['1', { state: 'WAITING', departures: 0 }],
    ['3', { state: 'STOPPED', departures: 0 }],
  ]),
  mails: new Map([
    ['1', true],
    ['3', false],
  ]),
  shippedUnits: new Map(),
  confirmedSales: new Map([['2011-01-04 France', 300n]]),
  reported: {
    orders: 1n,
    sales: new Map([
      ['2011-01-04 France', 300n],
      ['2011-01-05 Norway', 0n],
    ]),
    units: new Map([['A', 3n]]),
  },
};
const broken = (change: Partial<Facts>) =>
  judge({ ...sound, ...change })
    .filter(({ holds }) => !holds)
    .map(({ name, offenders }) => [name, ...offenders]);
const withOrder = (id: string, change: OrderFacts) => new Map([...sound.orders, [id, change]]);

describe('the books', () => {
  it('balance when every context tells the same story', () => {
    expect(broken({})).toEqual([]);
    expect(judge(sound).map(({ name }) => name)).toEqual([
      'stock',
      'orders',
      'money',
      'lifetime-values',
      'units-sold',
      'shipments',
      'mails',
      'reporting',
    ]);
  });

  it.each([
    ['units appear', { onHand: 11n }, 'A: received 10, but free 8 + reserved 3 + shipped 0'],
    ['a delivery is booked twice', { received: 20n }, 'A: received 20, but free 7 + reserved 3 + shipped 0'],
    ['a release is lost', { reserved: 4n }, 'A: reserved 4, but its reservations hold 3'],
    [
      'a reservation outlives its order',
      { reserved: 5n, held: 5n },
      'A: orders hold 5 and left with 0, but confirmed orders have 3',
    ],
  ])('do not balance when %s', (_, change, offender) => {
    expect(broken({ stock: new Map([['A', stock(change)]]) })).toEqual([['stock', offender]]);
  });

  it('do not balance when a confirmed order has no stock at all', () => {
    expect(broken({ stock: new Map() })).toEqual([['stock', 'A: confirmed orders have 3, but it was never in stock']]);
  });

  it.each<[string, Partial<OrderFacts>, string]>([
    [
      'confirmed twice',
      { events: { placed: 1, confirmed: 2, rejected: 0, cancelled: 0 } },
      'order 1 is CONFIRMED, but the journal has it confirmed 2 times',
    ],
    [
      'confirmed and rejected',
      { events: { placed: 1, confirmed: 1, rejected: 1, cancelled: 0 } },
      'order 1 is CONFIRMED, but the journal has it rejected 1 times',
    ],
    [
      'never announced',
      { events: { placed: 0, confirmed: 1, rejected: 0, cancelled: 0 } },
      'order 1 is CONFIRMED, but the journal has it placed 0 times',
    ],
    ['not the sum of its lines', { linesTotal: 299n }, 'order 1: total £3.00, but its lines come to £2.99'],
  ])('do not balance when an order is %s', (_, change, offender) => {
    expect(broken({ orders: withOrder('1', order(change)) })).toEqual([['orders', offender]]);
  });

  it('do not balance while an order is pending', () => {
    const pending = order({
      state: 'PENDING',
      wasConfirmed: false,
      events: { placed: 1, confirmed: 0, rejected: 0, cancelled: 0 },
    });
    expect(broken({ orders: withOrder('9', pending) })).toEqual([['orders', 'order 9 is still pending']]);
  });

  it.each([
    ['twice', { captured: 600n, refunded: 0n }, 'order 1 is CONFIRMED at £3.00, but captured £6.00 - refunded £0.00'],
    [
      'and given back for an order that stands',
      { captured: 300n, refunded: 300n },
      'order 1 is CONFIRMED at £3.00, but captured £3.00 - refunded £3.00',
    ],
  ])('do not balance when money is captured %s', (_, payment, offender) => {
    expect(broken({ payments: new Map([...sound.payments, ['1', payment]]) })).toEqual([['money', offender]]);
  });

  it('do not balance when money of a cancelled order stays, or belongs to no order', () => {
    const payments = new Map([
      ...sound.payments,
      ['3', { captured: 300n, refunded: 0n }],
      ['9', { captured: 5n, refunded: 0n }],
    ]);
    expect(broken({ payments })).toEqual([
      [
        'money',
        '£0.05 captured for 9, which is no order',
        'order 3 is CANCELLED at £3.00, but captured £3.00 - refunded £0.00',
      ],
    ]);
  });

  it('do not balance when a projection missed or repeated an event', () => {
    expect(broken({ lifetimeValues: new Map([['ann', 600n]]), unitsSold: new Map() })).toEqual([
      ['lifetime-values', 'customer ann: lifetime value £6.00, but confirmed orders £3.00'],
      ['units-sold', 'product A: 0 units sold, but 3 in confirmed orders'],
    ]);
  });

  const shippedOrder = {
    orders: withOrder('1', order({ shipped: true })),
    shipments: new Map([...sound.shipments, ['1', { state: 'SHIPPED', departures: 1 }] as const]),
    stock: new Map([['A', stock({ onHand: 7n, reserved: 0n, held: 0n, shipped: 3n })]]),
    shippedUnits: new Map([['A', 3n]]),
  };

  it('balance when an order is shipped, or recalled in the moment it left', () => {
    expect(broken(shippedOrder)).toEqual([]);
    const recalled = new Map([...sound.shipments, ['3', { state: 'RECALLED', departures: 1 }] as const]);
    expect(broken({ shipments: recalled })).toEqual([]);
  });

  it('do not balance when shipping, inventory and orders disagree about what left', () => {
    expect(broken({ ...shippedOrder, orders: sound.orders })).toEqual([
      ['shipments', 'order 1 is CONFIRMED, but its shipment SHIPPED'],
    ]);
    expect(broken({ ...shippedOrder, stock: sound.stock })).toEqual([['stock', 'A: shipped 0, but shipping sent 3']]);
    expect(broken({ ...shippedOrder, shipments: sound.shipments })).toEqual([
      ['shipments', 'order 1 is CONFIRMED and shipped, but its shipment WAITING'],
    ]);
  });

  it('do not balance when an order is shipped twice, after its cancellation or without being confirmed', () => {
    const shipments = new Map([
      ['1', { state: 'WAITING', departures: 0 }],
      ['2', { state: 'WAITING', departures: 0 }],
      ['3', { state: 'SHIPPED', departures: 2 }],
    ] as const);
    expect(broken({ shipments })).toEqual([
      [
        'shipments',
        'shipment of order 3 is SHIPPED, but the journal has it leave 2 times',
        'order 2 is REJECTED, but its shipment WAITING',
        'order 3 is CANCELLED, but its shipment SHIPPED',
      ],
    ]);
  });

  it('do not balance when a confirmed order has no mail, or another has one', () => {
    const mails = new Map([
      ['2', true],
      ['3', true],
    ]);
    expect(broken({ mails })).toEqual([
      ['mails', 'a mail for order 2, which was never confirmed', 'no mail for order 1, which was confirmed'],
    ]);
  });

  it('do not balance when a report misses an order, or puts it under another day, country or product', () => {
    const reported = {
      orders: 0n,
      sales: new Map([['2011-01-05 France', 300n]]),
      units: new Map([['B', 3n]]),
    };
    expect(broken({ reported })).toEqual([
      [
        'reporting',
        '0 orders reported, but 1 confirmed',
        '2011-01-05 France: £3.00 reported, but confirmed orders £0.00',
        '2011-01-04 France: £0.00 reported, but confirmed orders £3.00',
        'product B: 3 units reported, but 0 in confirmed orders',
        'product A: 0 units reported, but 3 in confirmed orders',
      ],
    ]);
  });

  it('name a few offenders and count all', () => {
    const payments = new Map(
      Array.from({ length: 50 }, (_, index) => [`x${index}`, { captured: 1n, refunded: 0n }] as const),
    );
    const money = judge({ ...sound, payments: new Map([...sound.payments, ...payments]) }).find(
      ({ name }) => name === 'money',
    );
    expect(money).toMatchObject({ offenderCount: 50 });
    expect(money?.offenders).toHaveLength(5);
  });
});
