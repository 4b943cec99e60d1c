import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Sales by day and country, and by day and product; every report is a sum over one of them. Names are compared byte by
 * byte, so that the order of a report does not depend on a locale. Pages keep room for the next version of a row beside
 * the old one, because today's rows change with every order.
 */
export class CreateSales1795258800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE country_sales (
        day     date NOT NULL,
        country text COLLATE "C" NOT NULL,
        orders  bigint NOT NULL CHECK (orders >= 0),
        units   bigint NOT NULL CHECK (units >= 0),
        revenue bigint NOT NULL CHECK (revenue >= 0),
        PRIMARY KEY (day, country)
      ) WITH (fillfactor = 50);
      CREATE TABLE product_sales (
        day     date NOT NULL,
        sku     text COLLATE "C" NOT NULL,
        orders  bigint NOT NULL CHECK (orders >= 0),
        units   bigint NOT NULL CHECK (units >= 0),
        revenue bigint NOT NULL CHECK (revenue >= 0),
        PRIMARY KEY (day, sku)
      ) WITH (fillfactor = 70);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE product_sales; DROP TABLE country_sales;');
  }
}
