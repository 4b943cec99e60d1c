import { describe, expect, it } from 'vitest';
import type { Facts, OrderFacts, StockFacts } from './facts.js';
import { judge } from './invariants.js';

const stock = (change: Partial<StockFacts> = {}): StockFacts => ({
  onHand: 10n,
  reserved: 3n,
  received: 10n,
  held: 3n,
  shipped: 0n,
  returned: 0n,
  ...change,
});
const order = (change: Partial<OrderFacts> = {}): OrderFacts => ({
  state: 'CONFIRMED',
  customerId: 'ann',
  total: 300n,
  linesTotal: 300n,
  returned: 0n,
  shipped: false,
  wasConfirmed: true,
  events: { placed: 1, confirmed: 1, rejected: 0, cancelled: 0, returned: 0 },
  ...change,
});
const rejected = order({
  state: 'REJECTED',
  wasConfirmed: false,
  events: { placed: 1, confirmed: 0, rejected: 1, cancelled: 0, returned: 0 },
});
const cancelled = order({
  state: 'CANCELLED',
  events: { placed: 1, confirmed: 1, rejected: 0, cancelled: 1, returned: 0 },
});

const sound: Facts = {
  stock: new Map([['A', stock()]]),
  orders: new Map([
    ['1', order()],
    ['2', rejected],
    ['3', cancelled],
    ['4', order({ ...cancelled, wasConfirmed: false, events: { ...cancelled.events, confirmed: 0 } })],
  ]),
  returns: new Map(),
  overReturned: new Map(),
  returnedUnits: new Map(),
  confirmedUnits: new Map([['A', 3n]]),
  payments: new Map([
    ['1', { captured: 300n, refunded: 0n }],
    ['3', { captured: 300n, refunded: 300n }],
  ]),
  refunds: new Map(),
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
      'returns',
      'lifetime-values',
      'units-sold',
      'shipments',
      'mails',
      'reporting',
    ]);
  });

  it.each([
    ['units appear', { onHand: 11n }, 'A: received 10 + returned 0, but free 8 + reserved 3 + shipped 0'],
    [
      'a delivery is booked twice',
      { received: 20n },
      'A: received 20 + returned 0, but free 7 + reserved 3 + shipped 0',
    ],
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
      { events: { placed: 1, confirmed: 2, rejected: 0, cancelled: 0, returned: 0 } },
      'order 1 is CONFIRMED, but the journal has it confirmed 2 times',
    ],
    [
      'confirmed and rejected',
      { events: { placed: 1, confirmed: 1, rejected: 1, cancelled: 0, returned: 0 } },
      'order 1 is CONFIRMED, but the journal has it rejected 1 times',
    ],
    [
      'never announced',
      { events: { placed: 0, confirmed: 1, rejected: 0, cancelled: 0, returned: 0 } },
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
      events: { placed: 1, confirmed: 0, rejected: 0, cancelled: 0, returned: 0 },
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
      ['lifetime-values', 'customer ann: lifetime value £6.00, but confirmed orders - returns £3.00'],
      ['units-sold', 'product A: 0 units sold, but 3 in confirmed orders - returns'],
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

  // Of three units at £1.00 in order 1, one came back.
  const returned = {
    ...shippedOrder,
    orders: withOrder(
      '1',
      order({
        shipped: true,
        returned: 100n,
        events: { placed: 1, confirmed: 1, rejected: 0, cancelled: 0, returned: 1 },
      }),
    ),
    returns: new Map([['r', { orderId: '1', amount: 100n, linesAmount: 100n }]]),
    returnedUnits: new Map([['A', 1n]]),
    refunds: new Map([['r', 100n]]),
    payments: new Map([...sound.payments, ['1', { captured: 300n, refunded: 100n }]]),
    stock: new Map([['A', stock({ onHand: 8n, reserved: 0n, held: 0n, shipped: 3n, returned: 1n })]]),
    lifetimeValues: new Map([['ann', 200n]]),
    unitsSold: new Map([['A', 2n]]),
    confirmedSales: new Map([['2011-01-04 France', 200n]]),
    reported: { orders: 1n, sales: new Map([['2011-01-04 France', 200n]]), units: new Map([['A', 2n]]) },
  };

  it('balance when part of an order came back', () => {
    expect(broken(returned)).toEqual([]);
  });

  it('do not balance when a context missed a return', () => {
    expect(broken({ ...returned, stock: shippedOrder.stock })).toEqual([
      ['stock', 'A: 0 came back to the warehouse, but orders took back 1'],
    ]);
    expect(broken({ ...returned, payments: sound.payments, refunds: new Map() })).toEqual([
      ['money', 'order 1 is CONFIRMED at £3.00 - returns £1.00, but captured £3.00 - refunded £0.00'],
      ['returns', 'return r: £1.00, but £0.00 were refunded'],
    ]);
    expect(broken({ ...returned, lifetimeValues: sound.lifetimeValues, unitsSold: sound.unitsSold })).toEqual([
      ['lifetime-values', 'customer ann: lifetime value £3.00, but confirmed orders - returns £2.00'],
      ['units-sold', 'product A: 3 units sold, but 2 in confirmed orders - returns'],
    ]);
    expect(broken({ ...returned, reported: sound.reported })).toEqual([
      [
        'reporting',
        '2011-01-04 France: £3.00 reported, but confirmed orders - returns £2.00',
        'product A: 3 units reported, but 2 in confirmed orders - returns',
      ],
    ]);
  });

  it('do not balance when a return is counted twice, at another price, or goes beyond what was bought', () => {
    const twice = new Map([['A', stock({ onHand: 9n, reserved: 0n, held: 0n, shipped: 3n, returned: 1n })]]);
    expect(broken({ ...returned, stock: twice })).toEqual([
      ['stock', 'A: received 10 + returned 1, but free 9 + reserved 0 + shipped 3'],
    ]);
    expect(broken({ ...returned, refunds: new Map([...returned.refunds, ['r2', 100n]]) })).toEqual([
      ['returns', '£1.00 refunded for r2, which is no return'],
    ]);
    expect(
      broken({ ...returned, returns: new Map([['r', { orderId: '1', amount: 100n, linesAmount: 90n }]]) }),
    ).toEqual([['returns', 'return r: £1.00, but its lines come to £0.90']]);
    expect(broken({ ...returned, overReturned: new Map([['1 A', 4n]]) })).toEqual([
      ['returns', '1 A: 4 more came back than were bought'],
    ]);
  });

  it('do not balance when a return is reported twice, or its order never left', () => {
    const events = { placed: 1, confirmed: 1, rejected: 0, cancelled: 0, returned: 2 };
    expect(broken({ ...returned, orders: withOrder('1', order({ shipped: true, returned: 100n, events })) })).toEqual([
      ['returns', 'order 1 has 1 returns, but the journal has something returned 2 times'],
    ]);
    const waiting = order({ returned: 100n, events: { ...events, returned: 1 } });
    expect(broken({ ...returned, orders: withOrder('1', waiting), shipments: sound.shipments })).toContainEqual([
      'returns',
      'order 1 has returns, but is not shipped',
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
        '2011-01-05 France: £3.00 reported, but confirmed orders - returns £0.00',
        '2011-01-04 France: £0.00 reported, but confirmed orders - returns £3.00',
        'product B: 3 units reported, but 0 in confirmed orders - returns',
        'product A: 0 units reported, but 3 in confirmed orders - returns',
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
