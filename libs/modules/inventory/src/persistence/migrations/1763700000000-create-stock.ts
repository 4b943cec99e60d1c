import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The tables of inventory. Skus are compared byte by byte, so that their order does not depend on a locale. Stock
 * keeps room for the next version of a row beside the old one, because it changes with every order.
 */
export class CreateStock1763700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE stock (
        sku      text COLLATE "C" PRIMARY KEY,
        on_hand  bigint NOT NULL DEFAULT 0,
        reserved bigint NOT NULL DEFAULT 0,
        CONSTRAINT stock_is_not_promised_twice CHECK (0 <= reserved AND reserved <= on_hand)
      ) WITH (fillfactor = 50);
      CREATE TABLE reservation (
        order_id uuid PRIMARY KEY,
        state    text NOT NULL CHECK (state IN ('HELD', 'SHORT', 'RELEASED')),
        lines    jsonb NOT NULL
      );
      CREATE TABLE delivery (
        delivery_id uuid PRIMARY KEY,
        reference   text UNIQUE,
        lines       jsonb NOT NULL,
        received_at timestamptz NOT NULL DEFAULT now()
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE delivery; DROP TABLE reservation; DROP TABLE stock;');
  }
}
