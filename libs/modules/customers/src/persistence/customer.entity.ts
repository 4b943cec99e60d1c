import { Column, Entity, PrimaryColumn, type ValueTransformer } from 'typeorm';

/** Reads `bigint` columns, which arrive as text, as numbers. The contract keeps them below 2^53. */
const wholeNumber: ValueTransformer = { from: Number, to: (value: unknown) => value };

/** A registered customer. It is never deleted, only closed. */
@Entity('customer')
export class CustomerEntity {
  @PrimaryColumn('text', { name: 'customer_id' })
  customerId!: string;

  @Column('text')
  name!: string;

  @Column('text', { nullable: true })
  email!: string | null;

  @Column('text')
  country!: string;

  @Column('boolean')
  closed!: boolean;

  /** Total of confirmed orders that were not cancelled, in pence. */
  @Column('bigint', { name: 'lifetime_value', transformer: wholeNumber })
  lifetimeValue!: number;
}
