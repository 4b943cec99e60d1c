import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { StockLine } from '../domain/stock-line.js';

/**
 * Where the stock of an order stands.
 *
 * - `HELD`: every line is reserved.
 * - `SHIPPED`: every line has left the warehouse.
 * - `SHORT`: nothing is reserved, because a line exceeded the stock.
 * - `RELEASED`: given back; without lines if the order failed before it could be reserved.
 */
export type ReservationState = 'HELD' | 'SHIPPED' | 'SHORT' | 'RELEASED';

/** The stock reserved for an order. One row per order, even if events arrive more than once. */
@Entity('reservation')
export class ReservationEntity {
  @PrimaryColumn('uuid', { name: 'order_id' })
  orderId!: string;

  @Column('text')
  state!: ReservationState;

  @Column('jsonb')
  lines!: StockLine[];
}
