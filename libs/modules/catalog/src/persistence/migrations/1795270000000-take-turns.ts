import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The row that transactions lock which change several products. */
export class TakeTurns1795270000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE guard (single boolean PRIMARY KEY DEFAULT true CHECK (single))');
    await runner.query('INSERT INTO guard DEFAULT VALUES');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE guard');
  }
}
