import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The table of the catalog. Skus are compared byte by byte, so that the order of a list does not depend on a locale.
 * Pages keep room for the next version of a row beside the old one, because units sold change with every order.
 */
export class CreateProduct1763700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE product (
        sku          text COLLATE "C" PRIMARY KEY,
        name         text NOT NULL,
        price        bigint NOT NULL CHECK (price >= 0),
        discontinued boolean NOT NULL DEFAULT false,
        units_sold   bigint NOT NULL DEFAULT 0 CHECK (units_sold >= 0)
      ) WITH (fillfactor = 70)
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE product');
  }
}
