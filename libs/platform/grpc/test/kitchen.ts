import { Module } from '@nestjs/common';
import { CommandHandler, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import { command, contract, contractError, currentCall, query, roles, type CurrentCall } from '@multilith/contract';
import { ContextModule } from '@multilith/runtime';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { z } from 'zod';
import { lockOf } from './lock-of.js';

/** A context with two versions of a command, an error with data, and every kind of access. */
export class OutOfTea extends contractError('kitchen.OutOfTea', {
  data: z.object({ tea: z.string(), since: z.date(), left: z.int(), note: z.string().optional() }),
  message: ({ tea }) => `There is no ${tea} left.`,
}) {}

export class BrewV1 extends command('kitchen.Brew', {
  input: z.object({ tea: z.string().min(1) }),
  output: z.object({ pot: z.int() }),
  errors: [OutOfTea],
  access: 'public',
}) {}

export class Brew extends command('kitchen.Brew', {
  version: 2,
  input: z.object({ tea: z.string().min(1), cups: z.int().min(0), urgent: z.boolean() }),
  output: z.object({ pot: z.int(), cups: z.int(), brewedAt: z.date() }),
  errors: [OutOfTea],
  access: 'public',
  earlier: { 1: BrewV1 },
  upcast: { 1: ({ tea }) => ({ tea, cups: 1, urgent: false }) },
}) {}

export class Menu extends query('kitchen.Menu', {
  input: z.object({}),
  output: z.array(z.object({ tea: z.string(), left: z.int() })),
  access: 'public',
}) {}

/** Does not answer before its caller has given up. */
export class Steep extends command('kitchen.Steep', { input: z.object({}), access: 'public' }) {}
export class Taste extends query('kitchen.Taste', { input: z.object({}), output: z.string(), access: 'internal' }) {}
export class Inspect extends query('kitchen.Inspect', {
  input: z.object({}),
  output: z.object({ inspector: z.string() }),
  access: roles('chef'),
}) {}
/** Fails with an error that its contract does not declare. */
export class Burn extends command('kitchen.Burn', { input: z.object({}), access: 'public' }) {}

const messages = [Brew, Menu, Steep, Taste, Inspect, Burn];
export const kitchen = contract('kitchen', messages, { lock: lockOf('kitchen', messages) });

/** What the handlers have seen, and how they behave. */
export const cook = {
  calls: [] as CurrentCall[],
  brew: (_tea: string): void | Promise<void> => {},
  steep: (): Promise<void> => Promise.resolve(),
};
const usual = { ...cook };
export const asUsual = (): void => void Object.assign(cook, usual, { calls: [] });

function noted(): void {
  const { message, context, caller, principal, deadline, trace, idempotencyKey, event } = currentCall();
  cook.calls.push({ message, context, caller, principal, deadline, trace, idempotencyKey, event });
}

export class CreatePot1796083200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE pot (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tea text NOT NULL)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE pot');
  }
}

@CommandHandler(Brew)
class BrewHandler implements ICommandHandler<Brew> {
  constructor(private readonly database: DataSource) {}

  async execute({ tea, cups }: Brew) {
    noted();
    const [{ id }] = await this.database.query('INSERT INTO pot (tea) VALUES ($1) RETURNING id', [tea]);
    await cook.brew(tea);
    return { pot: id as number, cups, brewedAt: new Date('2026-01-02T03:04:05.006Z') };
  }
}

@QueryHandler(Menu)
class MenuHandler implements IQueryHandler<Menu> {
  async execute() {
    noted();
    return [
      { tea: 'green', left: 3 },
      { tea: 'black', left: 0 },
    ];
  }
}

@CommandHandler(Steep)
class SteepHandler implements ICommandHandler<Steep> {
  constructor(private readonly database: DataSource) {}

  async execute() {
    noted();
    await this.database.query(`INSERT INTO pot (tea) VALUES ('steeped')`);
    await cook.steep();
  }
}

@QueryHandler(Taste)
class TasteHandler implements IQueryHandler<Taste> {
  execute = async () => 'fine';
}

@QueryHandler(Inspect)
class InspectHandler implements IQueryHandler<Inspect> {
  execute = async () => ({ inspector: currentCall().principal!.subject });
}

@CommandHandler(Burn)
class BurnHandler implements ICommandHandler<Burn> {
  execute = async () => {
    throw new Error('the password is swordfish');
  };
}

@Module({
  imports: [
    ContextModule.forFeature({
      contract: kitchen,
      persistence: { entities: [], migrations: [CreatePot1796083200000] },
    }),
  ],
  providers: [BrewHandler, MenuHandler, SteepHandler, TasteHandler, InspectHandler, BurnHandler],
})
export class KitchenModule {}
