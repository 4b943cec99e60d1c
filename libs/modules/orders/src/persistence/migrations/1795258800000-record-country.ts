import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The country of an order, for those who report on sales. Of older orders it is not known. The default stays for
 * instances of the version before, which still place orders while this one starts.
 */
export class RecordCountry1795258800000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query("ALTER TABLE orders ADD COLUMN country text NOT NULL DEFAULT 'Unspecified'");
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE orders DROP COLUMN country');
  }
}
