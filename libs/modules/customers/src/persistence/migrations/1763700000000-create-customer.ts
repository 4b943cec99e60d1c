import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The table of customers. Ids are compared byte by byte, so that the order of a list does not depend on a locale.
 * Pages keep room for the next version of a row beside the old one, because lifetime values change with every order.
 */
export class CreateCustomer1763700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE customer (
        customer_id    text COLLATE "C" PRIMARY KEY,
        name           text NOT NULL,
        email          text,
        country        text NOT NULL,
        closed         boolean NOT NULL DEFAULT false,
        lifetime_value bigint NOT NULL DEFAULT 0 CHECK (lifetime_value >= 0)
      ) WITH (fillfactor = 70)
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE customer');
  }
}
