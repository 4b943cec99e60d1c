import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Creates the table of returns. Rows are written once and never changed. */
export class CreateReturns1795266000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE order_return (
        return_id   uuid PRIMARY KEY,
        number      bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
        order_id    uuid NOT NULL REFERENCES orders,
        lines       jsonb NOT NULL CHECK (jsonb_array_length(lines) > 0),
        amount      bigint NOT NULL CHECK (amount >= 0),
        returned_at timestamptz NOT NULL,
        reference   text
      )`);
    await db.query('CREATE INDEX order_return_by_order ON order_return (order_id, number)');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE order_return');
  }
}
