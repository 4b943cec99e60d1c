import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateTickets1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE ticket (id uuid PRIMARY KEY, title text NOT NULL UNIQUE)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE ticket`);
  }
}
