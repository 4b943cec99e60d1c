import { Column, Entity, PrimaryColumn } from 'typeorm';
import { wholeNumber } from './whole-number.js';

/** The stock of one product. The database keeps `0 ≤ reserved ≤ on_hand`. */
@Entity('stock')
export class StockEntity {
  @PrimaryColumn('text')
  sku!: string;

  /** Units in the warehouse, reserved ones included. */
  @Column('bigint', { name: 'on_hand', transformer: wholeNumber })
  onHand!: number;

  @Column('bigint', { transformer: wholeNumber })
  reserved!: number;
}
