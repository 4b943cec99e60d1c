import { Module } from '@nestjs/common';
import { CommandBus, CommandHandler, EventBus, EventsHandler, QueryBus } from '@nestjs/cqrs';
import { command, contract, event } from '@multilith/contract';
import { ContextModule, subscription } from '@multilith/runtime';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { z } from 'zod';

/** Runs the function that the spec has stored in {@link on}. */
export class Do extends command('till.Do', { input: z.object({ what: z.string() }), access: 'public' }) {}
/** Handled by the function that the spec has stored in {@link on}. */
export class Rang extends event('till.Rang', {
  payload: z.object({ bell: z.string(), n: z.number() }),
  key: ({ bell }) => bell,
}) {}
const till = contract('till', [Do, Rang]);

class Entries1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE entry (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, text text)');
  }
  async down(): Promise<void> {}
}

/** Tools of the till's handlers. */
export interface Tools {
  readonly data: DataSource;
  readonly events: EventBus;
  readonly commands: CommandBus;
  readonly queries: QueryBus;
}

/** The behaviour of the handlers; a spec sets it. */
export const on: {
  do(tools: Tools, what: string): unknown;
  rang(event: Rang, tools: Tools): unknown;
} = { do: () => undefined, rang: () => undefined };

@CommandHandler(Do)
class DoHandler implements Tools {
  constructor(
    readonly data: DataSource,
    readonly events: EventBus,
    readonly commands: CommandBus,
    readonly queries: QueryBus,
  ) {}
  async execute({ what }: Do): Promise<void> {
    await on.do(this, what);
  }
}

@EventsHandler(Rang)
class RangHandler implements Tools {
  constructor(
    readonly data: DataSource,
    readonly events: EventBus,
    readonly commands: CommandBus,
    readonly queries: QueryBus,
  ) {}
  async handle(rang: Rang): Promise<void> {
    await on.rang(rang, this);
  }
}

/** A context whose handlers run the functions of a spec. */
@Module({
  imports: [
    ContextModule.forFeature({
      contract: till,
      subscriptions: [subscription('listen', { handler: RangHandler, start: 'beginning' })],
      persistence: { entities: [], migrations: [Entries1700000000000] },
    }),
  ],
  providers: [DoHandler, RangHandler],
})
export class TillModule {}
