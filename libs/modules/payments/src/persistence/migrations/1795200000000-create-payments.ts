import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One row per order whose money we deal with; room is kept beside each for the versions it goes through. */
export class CreatePayments1795200000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE payments (
        order_id       uuid PRIMARY KEY,
        customer_id    text,
        amount         bigint CHECK (amount >= 0),
        method         text,
        stock_reserved boolean NOT NULL DEFAULT false,
        called_off     boolean NOT NULL DEFAULT false,
        capture        text NOT NULL DEFAULT 'none' CHECK (capture IN ('none', 'requested', 'captured', 'declined')),
        refund         text NOT NULL DEFAULT 'none' CHECK (refund IN ('none', 'requested', 'refunded')),
        captured       bigint NOT NULL DEFAULT 0 CHECK (captured >= 0 AND captured <= amount),
        refunded       bigint NOT NULL DEFAULT 0 CHECK (refunded >= 0 AND refunded <= captured),
        charge_id      text,
        decline_reason text,
        CHECK (captured = 0 OR capture = 'captured'),
        CHECK (refund = 'none' OR capture = 'captured')
      ) WITH (fillfactor = 50)`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE payments');
  }
}
