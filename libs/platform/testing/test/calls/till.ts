import { Module } from '@nestjs/common';
import { CommandBus, CommandHandler, EventBus, EventsHandler, QueryBus, QueryHandler } from '@nestjs/cqrs';
import { command, contract, contractError, event, query } from '@multilith/contract';
import { ContextModule, subscription } from '@multilith/runtime';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { z } from 'zod';

/** A context whose handlers run the steps of a spec. `what` distinguishes the calls of one spec. */

const What = z.object({ what: z.string() });
export class Refused extends contractError('till.Refused', { message: 'Not now.' }) {}
export class Do extends command('till.Do', {
  input: What,
  output: z.object({ text: z.string() }),
  errors: [Refused],
  access: 'public',
}) {}
export class Ask extends query('till.Ask', {
  input: What,
  output: z.object({ list: z.array(z.string()) }),
  errors: [Refused],
  access: 'public',
}) {}
export class Rang extends event('till.Rang', {
  payload: z.object({ bell: z.string() }),
  key: ({ bell }) => bell,
}) {}
const till = contract('till', [Do, Ask, Rang]);

/** A command that is in no contract. */
export class DoPrivately {
  constructor(readonly what: string) {}
}

/** Tools of the handlers. */
export interface Tools {
  readonly data: DataSource;
  readonly events: EventBus;
  readonly commands: CommandBus;
  readonly queries: QueryBus;
}

type Work = (tools: Tools, what: string) => unknown;
interface Steps {
  do: Work;
  doPrivately: Work;
  ask: Work;
  rang: Work;
}
const usual: Steps = {
  do: () => ({ text: '' }),
  doPrivately: () => undefined,
  ask: () => ({ list: [] }),
  rang: () => undefined,
};
export const on: Steps = { ...usual };
export const asUsual = (): void => void Object.assign(on, usual);

class CreateEntries1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE entry (text text PRIMARY KEY, times int NOT NULL DEFAULT 0)');
  }
  async down(): Promise<void> {}
}

@CommandHandler(Do)
class DoHandler {
  constructor(
    readonly data: DataSource,
    readonly events: EventBus,
    readonly commands: CommandBus,
    readonly queries: QueryBus,
  ) {}
  async execute({ what }: Do): Promise<unknown> {
    return on.do(this, what);
  }
}
@CommandHandler(DoPrivately)
class DoPrivatelyHandler {
  constructor(
    readonly data: DataSource,
    readonly events: EventBus,
    readonly commands: CommandBus,
    readonly queries: QueryBus,
  ) {}
  async execute({ what }: DoPrivately): Promise<unknown> {
    return on.doPrivately(this, what);
  }
}
@QueryHandler(Ask)
class AskHandler {
  constructor(
    readonly data: DataSource,
    readonly events: EventBus,
    readonly commands: CommandBus,
    readonly queries: QueryBus,
  ) {}
  async execute({ what }: Ask): Promise<unknown> {
    return on.ask(this, what);
  }
}
@EventsHandler(Rang)
class RangHandler {
  constructor(
    readonly data: DataSource,
    readonly events: EventBus,
    readonly commands: CommandBus,
    readonly queries: QueryBus,
  ) {}
  async handle({ bell }: Rang): Promise<void> {
    await on.rang(this, bell);
  }
}
@Module({
  imports: [
    ContextModule.forFeature({
      contract: till,
      subscriptions: [subscription('listen', { handler: RangHandler, start: 'beginning' })],
      persistence: { entities: [], migrations: [CreateEntries1700000000000] },
    }),
  ],
  providers: [DoHandler, DoPrivatelyHandler, AskHandler, RangHandler],
})
export class TillModule {}

export const write = ({ data }: Pick<Tools, 'data'>, text: string): Promise<unknown> =>
  data.query('INSERT INTO entry (text) VALUES ($1)', [text]);
export const fail = (): never => {
  throw new Error('the second half fails');
};
