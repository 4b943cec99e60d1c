import type { MigrationInterface, QueryRunner } from 'typeorm';

/** For lists by name and of one country. Names, like ids, are compared byte by byte. */
export class SortCustomers1795262400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE customer ALTER COLUMN name TYPE text COLLATE "C"');
    await runner.query('CREATE INDEX customer_by_name ON customer (name, customer_id)');
    await runner.query('CREATE INDEX customer_by_country ON customer (country, customer_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX customer_by_country');
    await runner.query('DROP INDEX customer_by_name');
    await runner.query('ALTER TABLE customer ALTER COLUMN name TYPE text');
  }
}
