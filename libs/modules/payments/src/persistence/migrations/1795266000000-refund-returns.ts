import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Adds refunds of returns. The table of payments keeps their sum, so that it cannot exceed the captured amount. */
export class RefundReturns1795266000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE payments ADD COLUMN returned bigint NOT NULL DEFAULT 0;
      ALTER TABLE payments ADD CONSTRAINT no_more_is_returned_than_captured
        CHECK (returned >= 0 AND returned <= captured);
      CREATE TABLE return_refund (
        return_id uuid PRIMARY KEY,
        order_id  uuid NOT NULL,
        amount    bigint NOT NULL CHECK (amount >= 0),
        state     text NOT NULL CHECK (state IN ('requested', 'refunded'))
      )`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE return_refund; ALTER TABLE payments DROP COLUMN returned');
  }
}
