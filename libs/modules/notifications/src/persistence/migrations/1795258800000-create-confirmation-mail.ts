import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One row per order that was ever confirmed. Addresses are not kept here: they are the customers context's to forget. */
export class CreateConfirmationMail1795258800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE confirmation_mail (
        order_id   uuid PRIMARY KEY,
        message_id text UNIQUE,
        sent_at    timestamptz NOT NULL DEFAULT now()
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE confirmation_mail');
  }
}
