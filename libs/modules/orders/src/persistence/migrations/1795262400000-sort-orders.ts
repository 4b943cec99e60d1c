import type { MigrationInterface, QueryRunner } from 'typeorm';

/** For lists by business date and by total, and for those of a period. */
export class SortOrders1795262400000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('CREATE INDEX orders_by_placed_at ON orders (placed_at, number)');
    await db.query('CREATE INDEX orders_by_total ON orders (total, number)');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX orders_by_total');
    await db.query('DROP INDEX orders_by_placed_at');
  }
}
