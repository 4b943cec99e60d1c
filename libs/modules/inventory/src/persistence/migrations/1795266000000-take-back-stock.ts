import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Adds returns of orders; like a delivery, a return never changes. */
export class TakeBackStock1795266000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE returned_goods (
        return_id uuid PRIMARY KEY,
        order_id  uuid NOT NULL,
        lines     jsonb NOT NULL,
        booked_at timestamptz NOT NULL DEFAULT now()
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE returned_goods');
  }
}
