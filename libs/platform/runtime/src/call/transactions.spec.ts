import { Module } from '@nestjs/common';
import {
  AggregateRoot,
  CommandBus,
  CommandHandler,
  EventBus,
  EventPublisher,
  EventsHandler,
  QueryBus,
  QueryHandler,
  type Command,
  type Query,
} from '@nestjs/cqrs';
import { command, contract, contractError, currentCall, event, query, type CurrentCall } from '@multilith/contract';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { createTestDatabase, type TestDatabase } from '@multilith/embedded-postgres/testing';
import { ContextModule } from '../context.module.js';
import { subscription } from '../context/subscription.js';
import { use } from '../context/use.js';
import { MultilithRuntime } from '../host/multilith-runtime.js';
import { startHost, type Host } from '../host/start-host.js';
import { undeliveredEvents } from '@multilith/events';
import { runAtEdge } from '@multilith/data';

const Name = z.object({ name: z.string() });
class NoRoom extends contractError('garden.NoRoom', { message: 'The bed is full.' }) {}
class Plant extends command('garden.Plant', { input: Name, output: Name, errors: [NoRoom], access: 'public' }) {}
class Water extends command('garden.Water', { input: Name, access: 'public' }) {}
class Plants extends query('garden.Plants', { input: z.object({}), output: z.array(z.string()), access: 'public' }) {}
class Planted extends event('garden.Planted', { payload: Name, key: ({ name }) => name }) {}
class Order extends command('nursery.Order', { input: Name, access: 'public' }) {}
class Grown extends event('nursery.Grown', { payload: Name, key: ({ name }) => name }) {}
class Dig {
  constructor(readonly name: string) {}
}
const garden = contract('garden', [Plant, Water, Plants, Planted]);
const nursery = contract('nursery', [Order, Grown]);

class CreatePlants1700000000000 {
  up = (runner: { query(sql: string): Promise<unknown> }): Promise<unknown> =>
    runner.query('CREATE TABLE plant (name text NOT NULL)');
  down = async (): Promise<void> => {};
}
class CreateOrders1700000000000 {
  up = (runner: { query(sql: string): Promise<unknown> }): Promise<unknown> =>
    runner.query('CREATE TABLE plant_order (name text NOT NULL)');
  down = async (): Promise<void> => {};
}

class Bed extends AggregateRoot {
  plant(name: string): void {
    this.apply(new Planted({ name }));
  }
}

let onPlant: (garden: PlantHandler, command: Plant) => Promise<{ name: string }>;
@CommandHandler(Plant)
class PlantHandler {
  constructor(
    readonly data: DataSource,
    readonly commands: CommandBus,
    readonly queries: QueryBus,
    readonly events: EventBus,
    readonly publisher: EventPublisher,
  ) {}
  execute(command: Plant): Promise<{ name: string }> {
    return onPlant(this, command);
  }
  insert(name: string): Promise<unknown> {
    return this.data.query('INSERT INTO plant VALUES ($1)', [name]);
  }
}
@CommandHandler(Water)
class WaterHandler {
  constructor(private readonly data: DataSource) {}
  async execute({ name }: Water): Promise<void> {
    await this.data.query('INSERT INTO plant VALUES ($1)', [`${name} (watered)`]);
  }
}
@CommandHandler(Dig)
class DigHandler {
  constructor(private readonly data: DataSource) {}
  async execute({ name }: Dig): Promise<void> {
    await this.data.query('INSERT INTO plant VALUES ($1)', [`hole for ${name}`]);
  }
}
@QueryHandler(Plants)
class PlantsHandler {
  constructor(
    private readonly data: DataSource,
    private readonly events: EventBus,
  ) {}
  async execute(): Promise<string[]> {
    if (publishInQuery) this.events.publish(new Planted({ name: 'never' }));
    const rows: { name: string }[] = await this.data.query('SELECT name FROM plant ORDER BY name');
    return rows.map(({ name }) => name);
  }
}
let publishInQuery = false;
@Module({
  imports: [
    ContextModule.forFeature({
      contract: garden,
      uses: [use(nursery, { whenUnavailable: 'fail' })],
      persistence: { entities: [], migrations: [CreatePlants1700000000000 as never] },
    }),
  ],
  providers: [PlantHandler, WaterHandler, DigHandler, PlantsHandler],
})
class GardenModule {}

@CommandHandler(Order)
class OrderHandler {
  constructor(private readonly data: DataSource) {}
  async execute({ name }: Order): Promise<void> {
    await this.data.query('INSERT INTO plant_order VALUES ($1)', [name]);
  }
}
const handled: CurrentCall[] = [];
let failAfterWatering = 0;
let noWater = 0;
@EventsHandler(Planted)
class WaterWhatIsPlanted {
  constructor(private readonly commands: CommandBus) {}
  async handle({ name }: Planted): Promise<void> {
    const { message, context, caller, principal, trace, idempotencyKey, event, deadline } = currentCall();
    handled.push({ message, context, caller, principal, trace, idempotencyKey, event, deadline });
    await this.commands.execute(new Water({ name }));
    if (noWater-- > 0) throw Object.assign(new Error('no water'), { code: 'UNAVAILABLE' });
    if (failAfterWatering-- > 0) throw new Error('the can is leaking');
  }
}
@Module({
  imports: [
    ContextModule.forFeature({
      contract: nursery,
      uses: [use(garden, { whenUnavailable: 'fail' })],
      subscriptions: [subscription('water', { handler: WaterWhatIsPlanted, start: 'beginning' })],
      persistence: { entities: [], migrations: [CreateOrders1700000000000 as never] },
    }),
  ],
  providers: [OrderHandler, WaterWhatIsPlanted],
})
class NurseryModule {}

describe('commands, events and their transactions', () => {
  let database: TestDatabase;
  let host: Host;
  const runtime = (): MultilithRuntime => host.app.get(MultilithRuntime);
  const send = <R>(message: Command<R>): Promise<R> =>
    (runtime().commandBus as { execute(sent: object): Promise<R> }).execute(message);
  const ask = <R>(message: Query<R>): Promise<R> =>
    (runtime().queryBus as { execute(sent: object): Promise<R> }).execute(message);
  const rows = async (context: string, sql: string): Promise<Record<string, unknown>[]> =>
    (await runtime().databases.get(context)!.pool.query<Record<string, unknown>>(sql)).rows;
  const start = (strict: boolean): Promise<Host> =>
    startHost({
      contexts: {},
      imports: [GardenModule, NurseryModule],
      database: { url: database.url },
      strict,
      logger: false,
      events: { retryPolicy: { maxAttempts: 5, delayAfter: () => 10 } },
    });

  beforeAll(async () => {
    database = await createTestDatabase();
    host = await start(true);
  });
  afterAll(async () => {
    await host.stop();
    await database.drop();
  });
  beforeEach(async () => {
    const pools = new Map([...runtime().databases].map(([context, { pool }]) => [context, pool]));
    await vi.waitFor(async () => expect((await undeliveredEvents(pools)).filter(({ count }) => count > 0)).toEqual([]));
    handled.length = 0;
    failAfterWatering = 0;
    noWater = 0;
    await rows('garden', 'DELETE FROM plant');
    await rows('nursery', 'DELETE FROM plant_order');
  });

  it('commits what a handler writes together with the events it publishes', async () => {
    onPlant = async (it, { name }) => {
      await it.insert(name);
      it.events.publish(new Planted({ name }));
      return { name };
    };
    const before = await rows('garden', 'SELECT count(*)::integer AS count FROM journal');
    await send(new Plant({ name: 'rose' }));
    expect(await rows('garden', "SELECT name FROM plant WHERE name = 'rose'")).toHaveLength(1);
    const after = await rows('garden', 'SELECT name, key, payload FROM journal ORDER BY id');
    expect(after).toHaveLength((before[0]!['count'] as number) + 1);
    expect(after.at(-1)).toMatchObject({ name: 'garden.Planted', key: 'rose', payload: { name: 'rose' } });
  });

  it('runs a handler that loses fights for rows again, as long as its deadline allows', async () => {
    let fights = 0;
    onPlant = async (it, { name }) => {
      await it.insert(name);
      // A serialization failure, as PostgreSQL raises it for a loser.
      if (++fights <= 7) await it.data.query(`DO $$ BEGIN RAISE EXCEPTION 'lost' USING ERRCODE = '40001'; END $$`);
      return { name };
    };
    const planting = runAtEdge({ deadline: Date.now() + 30_000 }, () => send(new Plant({ name: 'oak' })));
    await expect(planting).resolves.toEqual({ name: 'oak' });
    expect(await rows('garden', "SELECT 1 FROM plant WHERE name = 'oak'")).toHaveLength(1);
    onPlant = (it) => it.data.query(`DO $$ BEGIN RAISE EXCEPTION 'lost' USING ERRCODE = '40001'; END $$`);
    const hopeless = runAtEdge({ deadline: Date.now() + 500 }, () => send(new Plant({ name: 'elm' })));
    await expect(hopeless).rejects.toMatchObject({ name: 'RemoteCallError' });
  });

  it('keeps neither when the handler fails, and lets the contract error through', async () => {
    onPlant = async (it, { name }) => {
      await it.insert(name);
      it.events.publish(new Planted({ name }));
      throw new NoRoom();
    };
    await expect(send(new Plant({ name: 'fern' }))).rejects.toThrow(NoRoom);
    expect(await rows('garden', "SELECT 1 FROM plant WHERE name LIKE 'fern%'")).toEqual([]);
    expect(await rows('garden', "SELECT 1 FROM journal WHERE key = 'fern'")).toEqual([]);
  });

  it('journals the events of an aggregate, whose commit() drops what publish returns', async () => {
    onPlant = async (it, { name }) => {
      const bed = it.publisher.mergeObjectContext(new Bed());
      bed.plant(name);
      bed.commit();
      return { name };
    };
    await send(new Plant({ name: 'iris' }));
    expect(await rows('garden', "SELECT 1 FROM journal WHERE key = 'iris'")).toHaveLength(1);
  });

  it('lets a command to the own context join the transaction, public or private', async () => {
    onPlant = async (it, { name }) => {
      await it.commands.execute(new Water({ name }));
      await it.commands.execute(new Dig(name));
      expect(await it.queries.execute(new Plants({}))).toEqual([`hole for ${name}`, `${name} (watered)`]);
      throw new NoRoom();
    };
    await expect(send(new Plant({ name: 'moss' }))).rejects.toThrow(NoRoom);
    expect(await ask(new Plants({}))).toEqual([]);
  });

  it('commits a command to another context on its own', async () => {
    onPlant = async (it, { name }) => {
      await it.commands.execute(new Order({ name }));
      await it.insert(name);
      throw new NoRoom();
    };
    await expect(send(new Plant({ name: 'oak' }))).rejects.toThrow(NoRoom);
    expect(await rows('nursery', 'SELECT name FROM plant_order')).toEqual([{ name: 'oak' }]);
    expect(await ask(new Plants({}))).toEqual([]);
  });

  it('refuses, under test, a command to another context after the first write, and counts it in production', async () => {
    onPlant = async (it, { name }) => {
      await it.insert(name);
      await it.commands.execute(new Order({ name }));
      return { name };
    };
    await expect(send(new Plant({ name: 'elm' }))).rejects.toMatchObject({
      code: 'INTERNAL',
      cause: { code: 'FOREIGN_COMMAND_AFTER_WRITE' },
    });
    await host.stop();
    host = await start(false);
    try {
      await send(new Plant({ name: 'elm' }));
      expect(runtime().lateForeignCommands).toBe(1);
      expect(await rows('nursery', 'SELECT name FROM plant_order')).toEqual([{ name: 'elm' }]);
    } finally {
      await host.stop();
      host = await start(true);
    }
  });

  it('rolls back what would commit after the deadline', async () => {
    onPlant = async (it, { name }) => {
      await it.insert(name);
      while (Date.now() <= currentCall().deadline!) await new Promise((resolve) => setTimeout(resolve, 5));
      return { name };
    };
    const late = runAtEdge({ deadline: Date.now() + 30 }, () => send(new Plant({ name: 'ash' })));
    await expect(late).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    await vi.waitFor(async () => expect(await ask(new Plants({}))).toEqual([]));
  });

  it('takes a command again that loses a fight for rows', async () => {
    let attempts = 0;
    onPlant = async (it, { name }) => {
      await it.insert(name);
      if (++attempts < 3) await it.data.query(`DO $$ BEGIN RAISE EXCEPTION 'fight' USING ERRCODE = '40P01'; END $$`);
      return { name };
    };
    await expect(send(new Plant({ name: 'yew' }))).resolves.toEqual({ name: 'yew' });
    expect(attempts).toBe(3);
    expect(await ask(new Plants({}))).toEqual(['yew']);
  });

  it('takes effect once per idempotency key, also for simultaneous senders, and gives all the same answer', async () => {
    let runs = 0;
    onPlant = async (it, { name }) => {
      await it.insert(name);
      return { name: `${name} ${++runs}` };
    };
    const same = (): Promise<{ name: string }> => send(new Plant({ name: 'ivy' }, { idempotencyKey: 'ivy-1' }));
    const answers = await Promise.all([same(), same(), same(), same()]);
    answers.push(await same());
    expect(new Set(answers.map(({ name }) => name)).size).toBe(1);
    expect(await ask(new Plants({}))).toEqual(['ivy']);
    await expect(send(new Plant({ name: 'box' }, { idempotencyKey: 'ivy-1' }))).rejects.toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
  });

  it('carries subject and trace through an event, but no roles, and tells the handler which event it is', async () => {
    onPlant = async (it, { name }) => {
      it.events.publish(new Planted({ name }));
      return { name };
    };
    const trace = { traceId: 'c'.repeat(32), spanId: 'd'.repeat(16) };
    const principal = { subject: 'ann', roles: ['gardener'] };
    await runAtEdge({ trace, principal }, () => send(new Plant({ name: 'lily' })));
    await vi.waitFor(() => expect(handled).toHaveLength(1));
    expect(handled[0]).toMatchObject({
      message: 'garden.Planted',
      context: 'nursery',
      caller: { kind: 'context', name: 'garden' },
      principal: { subject: 'ann', roles: [] },
      trace,
    });
    expect(handled[0]!.idempotencyKey).toBe(`garden/${handled[0]!.event!.id}/nursery.water`);
  });

  it('repeats nothing elsewhere when an event is handled again', async () => {
    failAfterWatering = 2;
    onPlant = async (it, { name }) => {
      it.events.publish(new Planted({ name }));
      return { name };
    };
    await send(new Plant({ name: 'reed' }));
    await vi.waitFor(() => expect(handled).toHaveLength(3));
    expect(await ask(new Plants({}))).toEqual(['reed (watered)']);
    const keys = await rows('garden', "SELECT key FROM idempotency_record WHERE message = 'garden.Water'");
    expect(new Set(keys.map(({ key }) => key)).size).toBe(keys.length);
  });

  it('parks nothing while something that a handler needs is not there', async () => {
    noWater = 2;
    onPlant = async (it, { name }) => {
      it.events.publish(new Planted({ name }));
      return { name };
    };
    await send(new Plant({ name: 'fig' }));
    await vi.waitFor(() => expect(handled).toHaveLength(3), { timeout: 10_000 });
    expect(await rows('nursery', 'SELECT 1 FROM parked_event')).toEqual([]);
  });

  it('refuses events outside a handler, in a query, and of another context', async () => {
    const events = host.app.get(EventBus, { strict: false });
    expect(() => events.publish(new Planted({ name: 'x' }))).toThrow(
      expect.objectContaining({ code: 'EVENT_OUTSIDE_HANDLER' }),
    );
    publishInQuery = true;
    await expect(ask(new Plants({})).finally(() => (publishInQuery = false))).rejects.toMatchObject({
      cause: { code: 'EVENT_IN_QUERY' },
    });
    onPlant = async (it, { name }) => {
      it.events.publish(new Grown({ name }));
      return { name };
    };
    await expect(send(new Plant({ name: 'x' }))).rejects.toMatchObject({ cause: { code: 'FOREIGN_EVENT' } });
  });
});
