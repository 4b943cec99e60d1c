import 'reflect-metadata';
import { setTimeout } from 'node:timers/promises';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { startEmbeddedPostgres } from '@multilith/embedded-postgres';
import { MultilithModule } from '@multilith/runtime/host';
import { BoxOfficeModule } from './box-office.module.js';
import { GetPoints, SellTickets } from './contracts.js';
import { LoyaltyModule } from './loyalty.module.js';

const postgres =
  process.env['DATABASE_URL'] === undefined ? await startEmbeddedPostgres({ ephemeral: true }) : undefined;
const url = postgres?.url ?? process.env['DATABASE_URL']!;

@Module({ imports: [MultilithModule.forRoot({ database: { url } }), BoxOfficeModule, LoyaltyModule] })
class AppModule {
  // Outside of a context the buses send on behalf of the edge, as a controller or resolver does.
  constructor(
    readonly commands: CommandBus,
    readonly queries: QueryBus,
  ) {}
}

const app = await NestFactory.createApplicationContext(AppModule, { logger: ['error'] });
await app.init();
const { commands, queries } = app.get(AppModule);

await commands.execute(new SellTickets({ customer: 'ann', tickets: 2 }));
await commands.execute(new SellTickets({ customer: 'ann', tickets: 1 }));

// The events are handled after the commits, usually within milliseconds.
const points = async () => (await queries.execute(new GetPoints({ customer: 'ann' }))).points;
while ((await points()) < 30) await setTimeout(10);
console.log(`ann has ${await points()} points`);

await app.close();
await postgres?.stop();
