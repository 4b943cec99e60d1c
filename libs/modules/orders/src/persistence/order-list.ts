import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import type { ListOrders, OrderState } from '@contracts/orders';
import type { SortKey } from '@contracts/shared';
import { OrderEntity } from './order.entity.js';

/** The field behind each way to sort. */
const FIELDS = { NUMBER: 'number', PLACED_AT: 'placedAt', TOTAL: 'total' } as const satisfies Record<
  ListOrders['sort'],
  keyof OrderEntity
>;

/** Which orders a page holds. */
export type OrderPage = Pick<
  ListOrders,
  'after' | 'sort' | 'descending' | 'customerId' | 'state' | 'placedFrom' | 'placedBefore'
>;

/** Reads lists of orders. */
@Injectable()
export class OrderList {
  constructor(@InjectRepository(OrderEntity) private readonly orders: Repository<OrderEntity>) {}

  /** At most `limit` orders of a page. */
  read(page: OrderPage, limit: number): Promise<OrderEntity[]> {
    const { after, sort, descending, customerId, state, placedFrom, placedBefore } = page;
    const field = FIELDS[sort];
    const direction = descending ? 'DESC' : 'ASC';
    const list = this.orders.createQueryBuilder('listed').orderBy(`listed.${field}`, direction).limit(limit);
    if (field !== 'number') list.addOrderBy('listed.number', direction);
    if (after)
      list.andWhere(`(listed.${field}, listed.number) ${descending ? '<' : '>'} (:value, :number)`, {
        value: sort === 'PLACED_AT' ? new Date(after[2]) : after[2],
        number: after[3],
      });
    if (customerId !== undefined) list.andWhere('listed.customerId = :customerId', { customerId });
    if (state !== undefined) list.andWhere('listed.state = :state', { state });
    if (placedFrom !== undefined) list.andWhere('listed.placedAt >= :placedFrom', { placedFrom });
    if (placedBefore !== undefined) list.andWhere('listed.placedAt < :placedBefore', { placedBefore });
    return list.getMany();
  }

  /** How many orders are in each state that any is in. */
  async countByState(): Promise<ReadonlyMap<OrderState, number>> {
    const rows = await this.orders
      .createQueryBuilder('counted')
      .select('counted.state', 'state')
      .addSelect('count(*)', 'count')
      .groupBy('counted.state')
      .getRawMany<{ state: OrderState; count: string }>();
    return new Map(rows.map(({ state, count }) => [state, Number(count)]));
  }
}

/** The position of an order in a list, for the cursor. */
export function sortKeyOf(order: OrderEntity, { sort, descending }: Pick<OrderPage, 'sort' | 'descending'>): SortKey {
  return [sort, descending, order[FIELDS[sort]].valueOf(), order.number];
}
