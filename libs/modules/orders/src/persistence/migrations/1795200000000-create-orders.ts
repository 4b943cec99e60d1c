import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The orders themselves. */
export class CreateOrders1795200000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE orders (
        order_id       uuid PRIMARY KEY,
        number         bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
        customer_id    text NOT NULL,
        state          text NOT NULL CHECK (state IN ('PENDING', 'CONFIRMED', 'REJECTED', 'CANCELLED')),
        lines          jsonb NOT NULL CHECK (jsonb_array_length(lines) > 0),
        total          bigint NOT NULL CHECK (total >= 0),
        payment_method text NOT NULL,
        placed_at      timestamptz NOT NULL,
        reference      text,
        reason         text,
        confirmed_at   timestamptz,
        CHECK (confirmed_at IS NOT NULL OR state <> 'CONFIRMED'),
        CHECK (confirmed_at IS NULL OR state IN ('CONFIRMED', 'CANCELLED'))
      )`);
    await db.query('CREATE INDEX orders_by_customer ON orders (customer_id, number)');
    await db.query('CREATE INDEX orders_by_state ON orders (state, number)');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE orders');
  }
}
