import { Module } from '@nestjs/common';
import { EventsHandler, QueryHandler, type IEventHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ContextModule, subscription } from '@multilith/runtime';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { GetPoints, loyalty, TicketsSold } from './contracts.js';

const POINTS_PER_TICKET = 10;

export class CreateBalance1796083200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE balance (customer text PRIMARY KEY, points int NOT NULL)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE balance');
  }
}

// The rows and the position in the journal of the box office commit together, so each event counts once.
@EventsHandler(TicketsSold)
export class AddPoints implements IEventHandler<TicketsSold> {
  constructor(private readonly database: DataSource) {}

  async handle({ customer, tickets }: TicketsSold) {
    await this.database.query(
      `INSERT INTO balance VALUES ($1, $2) ON CONFLICT (customer) DO UPDATE SET points = balance.points + $2`,
      [customer, tickets * POINTS_PER_TICKET],
    );
  }
}

@QueryHandler(GetPoints)
export class GetPointsHandler implements IQueryHandler<GetPoints> {
  constructor(private readonly database: DataSource) {}

  async execute({ customer }: GetPoints) {
    const [row] = await this.database.query('SELECT points FROM balance WHERE customer = $1', [customer]);
    return { points: row?.points ?? 0 };
  }
}

@Module({
  imports: [
    ContextModule.forFeature({
      contract: loyalty,
      // The name outlives the class. `beginning`: events from before the first start of this context count too.
      subscriptions: [subscription('add-points', { handler: AddPoints, start: 'beginning' })],
      persistence: { entities: [], migrations: [CreateBalance1796083200000] },
    }),
  ],
  providers: [AddPoints, GetPointsHandler],
})
export class LoyaltyModule {}
