import { GetSalesReport } from '@contracts/reporting';
import { describeTopologies } from '@multilith/testing';
import { beforeAll, expect, it } from 'vitest';
import { anOrder, cancelled, reportingContext } from '../../../test/reporting-context.js';

describeTopologies('a sales report', (topology) => {
  const shop = reportingContext(topology);
  const report = (by: 'DAY' | 'COUNTRY' | 'PRODUCT', part: { from?: string; to?: string; first?: number } = {}) =>
    shop.execute(new GetSalesReport({ by, ...part }));

  beforeAll(async () => {
    const called = anOrder({ jug: 9 }, { day: '2011-01-07', country: 'Norway' });
    const orders = [
      anOrder({ cup: 1, plate: 2 }, { day: '2011-01-04', country: 'France' }),
      anOrder({ cup: 5 }, { day: '2011-01-04', country: 'Germany' }),
      anOrder({ plate: 1 }, { day: '2011-01-06', country: 'France' }),
      called,
      cancelled(called),
    ];
    for (const event of orders) await shop.publish(event);
    await shop.settled();
  });
  const total = { orders: 3, units: 9, revenue: 900 };

  it('by day is in order of time', async () => {
    expect(await report('DAY')).toEqual({
      rows: [
        { key: '2011-01-04', orders: 2, units: 8, revenue: 800 },
        { key: '2011-01-06', orders: 1, units: 1, revenue: 100 },
      ],
      total,
    });
  });

  it('by country has the best first', async () => {
    expect(await report('COUNTRY')).toEqual({
      rows: [
        { key: 'Germany', orders: 1, units: 5, revenue: 500 },
        { key: 'France', orders: 2, units: 4, revenue: 400 },
      ],
      total,
    });
  });

  it('by product counts the orders that it appears in, but every order once in the total', async () => {
    expect(await report('PRODUCT')).toEqual({
      rows: [
        { key: 'cup', orders: 2, units: 6, revenue: 600 },
        { key: 'plate', orders: 2, units: 3, revenue: 300 },
      ],
      total,
    });
  });

  it('holds the days asked for, both included', async () => {
    expect((await report('DAY', { from: '2011-01-05' })).rows.map(({ key }) => key)).toEqual(['2011-01-06']);
    expect((await report('DAY', { to: '2011-01-05' })).rows.map(({ key }) => key)).toEqual(['2011-01-04']);
    const oneDay = await report('PRODUCT', { from: '2011-01-06', to: '2011-01-06' });
    expect(oneDay).toMatchObject({ rows: [{ key: 'plate' }], total: { orders: 1, revenue: 100 } });
    expect(await report('COUNTRY', { from: '2012-01-01' })).toEqual({
      rows: [],
      total: { orders: 0, units: 0, revenue: 0 },
    });
  });

  it('has the total of everything, however few rows are asked for', async () => {
    expect(await report('PRODUCT', { first: 1 })).toMatchObject({ rows: [{ key: 'cup' }], total });
  });

  it('is for sales only', async () => {
    const customer = shop.as({ subject: 'ann', roles: [] });
    await expect(customer.execute(new GetSalesReport({ by: 'DAY' }))).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
  });
});
