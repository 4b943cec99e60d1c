import { Column, Entity, PrimaryColumn, type ValueTransformer } from 'typeorm';

/** Reads `bigint` columns, which arrive as text, as numbers. The contract keeps them below 2^53. */
const wholeNumber: ValueTransformer = { from: Number, to: (value: unknown) => value };

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
