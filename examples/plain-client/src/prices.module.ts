import { Module } from '@nestjs/common';
import { CommandHandler, EventBus, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { command, contract, event, query } from '@multilith/contract';
import { ContextModule } from '@multilith/runtime';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { z } from 'zod';

const Price = z.object({ sku: z.string(), amount: z.int().min(0) });

export class SetPrice extends command('prices.SetPrice', { input: Price, output: z.object({}), access: 'public' }) {}

export class GetPrice extends query('prices.GetPrice', {
  input: z.object({ sku: z.string() }),
  output: z.object({ amount: z.int().nullable() }),
  access: 'public',
}) {}

export class PriceChanged extends event('prices.PriceChanged', { payload: Price, key: ({ sku }) => sku }) {}

export const prices = contract('prices', [SetPrice, GetPrice, PriceChanged]);

export class CreatePrice1796083200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE price (sku text PRIMARY KEY, amount int NOT NULL)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE price');
  }
}

@CommandHandler(SetPrice)
export class SetPriceHandler implements ICommandHandler<SetPrice> {
  constructor(
    private readonly database: DataSource,
    private readonly events: EventBus,
  ) {}

  async execute({ sku, amount }: SetPrice) {
    await this.database.query('INSERT INTO price VALUES ($1, $2) ON CONFLICT (sku) DO UPDATE SET amount = $2', [
      sku,
      amount,
    ]);
    this.events.publish(new PriceChanged({ sku, amount }));
    return {};
  }
}

@QueryHandler(GetPrice)
export class GetPriceHandler implements IQueryHandler<GetPrice> {
  constructor(private readonly database: DataSource) {}

  async execute({ sku }: GetPrice) {
    const [row] = await this.database.query('SELECT amount FROM price WHERE sku = $1', [sku]);
    return { amount: row?.amount ?? null };
  }
}

@Module({
  imports: [
    ContextModule.forFeature({
      contract: prices,
      persistence: { entities: [], migrations: [CreatePrice1796083200000] },
    }),
  ],
  providers: [SetPriceHandler, GetPriceHandler],
})
export class PricesModule {}
