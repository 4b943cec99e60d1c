import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When an order left the warehouse: from then on it cannot be cancelled. */
export class RecordShipment1795258900000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE orders ADD COLUMN shipped_at timestamptz');
    await db.query(`ALTER TABLE orders ADD CONSTRAINT only_confirmed_orders_are_shipped
      CHECK (shipped_at IS NULL OR state = 'CONFIRMED')`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE orders DROP COLUMN shipped_at');
  }
}
