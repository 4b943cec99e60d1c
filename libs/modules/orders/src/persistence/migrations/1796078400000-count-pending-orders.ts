import type { MigrationInterface, QueryRunner } from 'typeorm';

/** To count the pending orders of a customer, however many have ended. */
export class CountPendingOrders1796078400000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`CREATE INDEX orders_pending ON orders (customer_id) WHERE state = 'PENDING'`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX orders_pending');
  }
}
