import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lets reserved stock leave the warehouse. */
export class ShipStock1795258800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE reservation DROP CONSTRAINT reservation_state_check;
      ALTER TABLE reservation ADD CONSTRAINT reservation_state_check
        CHECK (state IN ('HELD', 'SHIPPED', 'SHORT', 'RELEASED'));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE reservation DROP CONSTRAINT reservation_state_check;
      ALTER TABLE reservation ADD CONSTRAINT reservation_state_check CHECK (state IN ('HELD', 'SHORT', 'RELEASED'));
    `);
  }
}
