import { ListOrders } from '@contracts/orders';
import { encodeCursor } from '@contracts/shared';
import { SelectQueryBuilder } from 'typeorm';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { ordersContext } from '../../test/orders-context.js';
import { OrderList } from './order-list.js';

describe('a page of 20,000 orders', () => {
  const shop = ordersContext('local');

  beforeAll(async () => {
    await shop.dataSource.query(`
      INSERT INTO orders (order_id, customer_id, state, lines, total, payment_method, placed_at)
      SELECT gen_random_uuid(), i % 500, 'PENDING', '[{}]', i % 977, 'card',
             '2011-01-01'::timestamptz + i * interval '1 min'
        FROM generate_series(1, 20000) AS i`);
    await shop.dataSource.query('ANALYZE orders');
  });

  /** How PostgreSQL carries out the statement behind a page. */
  async function planOf(request: ListOrders): Promise<string> {
    let statement: [string, unknown[]] | undefined;
    const getMany = vi.spyOn(SelectQueryBuilder.prototype, 'getMany').mockImplementation(async function (
      this: SelectQueryBuilder<object>,
    ) {
      statement = this.getQueryAndParameters() as [string, unknown[]];
      return [];
    });
    await shop.get(OrderList).read(request, request.first + 1);
    getMany.mockRestore();
    const [sql, parameters] = statement!;
    return JSON.stringify(await shop.dataSource.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`, parameters));
  }

  const after = (sort: ListOrders['sort'], value: number): string => encodeCursor([sort, true, value, 20_001]);

  it.each<[ConstructorParameters<typeof ListOrders>[0]]>([
    [{}],
    [{ after: after('NUMBER', 15_000) }],
    [{ customerId: '17' }],
    [{ state: 'PENDING' }],
    [{ sort: 'TOTAL', after: after('TOTAL', 500) }],
    [{ sort: 'TOTAL', descending: false }],
    [{ sort: 'PLACED_AT', after: after('PLACED_AT', Date.parse('2011-01-08')) }],
    [{ sort: 'PLACED_AT', placedFrom: new Date('2011-01-05'), placedBefore: new Date('2011-01-09') }],
  ])('like %j reads little more than itself', async (request) => {
    const plan = await planOf(new ListOrders(request));
    expect(plan).not.toContain('Seq Scan');
    const rows = [...plan.matchAll(/"Actual Rows":\s*([\d.]+)/g)].map(([, count]) => Number(count));
    expect(Math.max(...rows)).toBeLessThanOrEqual(50);
  });
});
