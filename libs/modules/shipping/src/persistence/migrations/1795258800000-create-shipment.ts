import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The shipments. The partial index holds only what still has to leave, however many have left. */
export class CreateShipment1795258800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE shipment (
        order_id    uuid PRIMARY KEY,
        customer_id text NOT NULL,
        state       text NOT NULL CHECK (state IN ('WAITING', 'SHIPPED', 'STOPPED', 'RECALLED')),
        lines       jsonb NOT NULL,
        due_at      timestamptz NOT NULL,
        shipped_at  timestamptz,
        CONSTRAINT only_what_left_has_a_date CHECK ((shipped_at IS NOT NULL) = (state IN ('SHIPPED', 'RECALLED')))
      );
      CREATE INDEX shipment_due ON shipment (due_at) WHERE state = 'WAITING';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE shipment');
  }
}
