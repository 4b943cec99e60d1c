import { randomUUID } from 'node:crypto';
import { Module } from '@nestjs/common';
import { CommandHandler, EventBus, type ICommandHandler } from '@nestjs/cqrs';
import { ContextModule } from '@multilith/runtime';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { boxOffice, SellTickets, TicketsSold } from './contracts.js';

export class CreateSale1796083200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE sale (id uuid PRIMARY KEY, customer text NOT NULL, tickets int NOT NULL)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE sale');
  }
}

@CommandHandler(SellTickets)
export class SellTicketsHandler implements ICommandHandler<SellTickets> {
  constructor(
    private readonly database: DataSource,
    private readonly events: EventBus,
  ) {}

  async execute({ customer, tickets }: SellTickets) {
    const saleId = randomUUID();
    await this.database.query('INSERT INTO sale VALUES ($1, $2, $3)', [saleId, customer, tickets]);
    // Stored in the same transaction as the row: there is no sale without its event, and no event without its sale.
    this.events.publish(new TicketsSold({ saleId, customer, tickets }));
    return { saleId };
  }
}

@Module({
  imports: [
    ContextModule.forFeature({
      contract: boxOffice,
      persistence: { entities: [], migrations: [CreateSale1796083200000] },
    }),
  ],
  providers: [SellTicketsHandler],
})
export class BoxOfficeModule {}
