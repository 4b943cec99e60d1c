import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { startEmbeddedPostgres } from '@multilith/embedded-postgres';
import { MultilithModule } from '@multilith/runtime/host';
import { BookLent, FindLoans, LendBook } from './contract.js';
import { LibraryModule } from './library.module.js';

const postgres =
  process.env['DATABASE_URL'] === undefined ? await startEmbeddedPostgres({ ephemeral: true }) : undefined;
const url = postgres?.url ?? process.env['DATABASE_URL']!;

@Module({ imports: [MultilithModule.forRoot({ database: { url } }), LibraryModule] })
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

await commands.execute(new LendBook({ title: 'Dracula', reader: 'Ann' }));
await commands.execute(new LendBook({ title: 'Dracula', reader: 'Bob' })).catch((error: unknown) => {
  if (!(error instanceof BookLent)) throw error;
  console.log(`Bob has to wait: ${error.message}`);
});
console.log(`Ann has ${(await queries.execute(new FindLoans({ reader: 'Ann' }))).join(', ')}`);

await app.close();
await postgres?.stop();
