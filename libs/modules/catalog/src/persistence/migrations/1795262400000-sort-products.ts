import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * For lists by name and price. Names, like skus, are compared byte by byte. There is no index on units sold: every order
 * changes them, which an index would make several times as expensive, and a catalogue is sorted in milliseconds.
 */
export class SortProducts1795262400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE product ALTER COLUMN name TYPE text COLLATE "C"');
    await runner.query('CREATE INDEX product_by_name ON product (name, sku)');
    await runner.query('CREATE INDEX product_by_price ON product (price, sku)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX product_by_price');
    await runner.query('DROP INDEX product_by_name');
    await runner.query('ALTER TABLE product ALTER COLUMN name TYPE text');
  }
}
