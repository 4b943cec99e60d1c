import { Column, Entity, PrimaryColumn, type MigrationInterface, type QueryRunner } from 'typeorm';

@Entity('loan')
export class LoanEntity {
  @PrimaryColumn('text')
  title!: string;

  @Column('text')
  reader!: string;
}

/** Runs when the context starts, in the schema of the context. */
export class CreateLoan1796083200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE loan (title text PRIMARY KEY, reader text NOT NULL)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE loan');
  }
}
