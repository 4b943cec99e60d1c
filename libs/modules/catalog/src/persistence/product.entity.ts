import { Column, Entity, PrimaryColumn } from 'typeorm';
import { wholeNumber } from './whole-number.js';

/** A product of the catalog. It is never deleted, only discontinued. */
@Entity('product')
export class ProductEntity {
  @PrimaryColumn('text')
  sku!: string;

  @Column('text')
  name!: string;

  /** List price of one unit, in pence. */
  @Column('bigint', { transformer: wholeNumber })
  price!: number;

  @Column('boolean')
  discontinued!: boolean;

  @Column('bigint', { name: 'units_sold', transformer: wholeNumber })
  unitsSold!: number;
}
