import { Column, Entity, PrimaryColumn, type ValueTransformer } from 'typeorm';

/** Reads `bigint` columns, which arrive as text, as numbers. The contract keeps them below 2^53. */
const wholeNumber: ValueTransformer = { from: Number, to: (value: unknown) => value };

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
