import { Module } from '@nestjs/common';
import { CommandBus, CommandHandler, EventBus, EventsHandler, type Command } from '@nestjs/cqrs';
import { command, contract, contractError, currentCall, event } from '@multilith/contract';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { createTestDatabase, type TestDatabase } from '@multilith/embedded-postgres/testing';
import { ContextModule } from '../context.module.js';
import { subscription } from '../context/subscription.js';
import { use } from '../context/use.js';
import { MultilithRuntime } from '../host/multilith-runtime.js';
import { startHost, type Host } from '../host/start-host.js';

const input = z.object({ of: z.string() });
class Burnt extends contractError('bakery.Burnt', { message: 'It is burnt.' }) {}
class Bake extends command('bakery.Bake', { input, access: 'public' }) {}
class Knead extends command('bakery.Knead', { input, output: z.string(), errors: [Burnt], access: 'public' }) {}
class Baked extends event('bakery.Baked', { payload: input, key: ({ of }) => of }) {}
class Fetch extends command('mill.Fetch', { input, access: 'public' }) {}
const bakery = contract('bakery', [Bake, Knead, Baked]);
const mill = contract('mill', [Fetch]);

let onBake: (it: BakeHandler, of: string) => Promise<void>;
let onKnead: (it: KneadHandler, of: string) => Promise<string>;
let onBaked: (it: OnBaked, of: string) => Promise<void>;
const fetched: { of: string; key: string | undefined }[] = [];

@CommandHandler(Bake)
class BakeHandler {
  constructor(
    readonly commands: CommandBus,
    readonly events: EventBus,
    readonly data: DataSource,
  ) {}
  execute = ({ of }: Bake): Promise<void> => onBake(this, of);
}
@CommandHandler(Knead)
class KneadHandler {
  constructor(readonly commands: CommandBus) {}
  execute = ({ of }: Knead): Promise<string> => onKnead(this, of);
}
@EventsHandler(Baked)
class OnBaked {
  constructor(readonly commands: CommandBus) {}
  handle = ({ of }: Baked): Promise<void> => onBaked(this, of);
}
@Module({
  imports: [
    ContextModule.forFeature({
      contract: bakery,
      uses: [use(mill, { whenUnavailable: 'fail' })],
      subscriptions: [subscription('knead-again', { handler: OnBaked, start: 'beginning' })],
      persistence: { entities: [], migrations: [] },
    }),
  ],
  providers: [BakeHandler, KneadHandler, OnBaked],
})
class BakeryModule {}

@CommandHandler(Fetch)
class FetchHandler {
  constructor(readonly data: DataSource) {}
  async execute({ of }: Fetch): Promise<void> {
    fetched.push({ of, key: currentCall().idempotencyKey });
  }
}
@Module({
  imports: [ContextModule.forFeature({ contract: mill, persistence: { entities: [], migrations: [] } })],
  providers: [FetchHandler],
})
class MillModule {}

describe('a command that a handler sends', () => {
  let database: TestDatabase;
  let host: Host;
  const send = <R>(message: Command<R>): Promise<R> =>
    (host.app.get(MultilithRuntime).commandBus as { execute(sent: object): Promise<R> }).execute(message);

  beforeAll(async () => {
    database = await createTestDatabase();
    host = await startHost({
      contexts: {},
      imports: [BakeryModule, MillModule],
      database: { url: database.url },
      logger: false,
      events: { retryPolicy: { maxAttempts: 5, delayAfter: () => 10 } },
    });
  });
  afterAll(async () => {
    await host.stop();
    await database.drop();
  });
  beforeEach(() => {
    fetched.length = 0;
    onKnead = async (it, of) => {
      await it.commands.execute(new Fetch({ of }));
      return of;
    };
  });

  it('has the key of the work also where a command to the own context stands between', async () => {
    let failures = 1;
    onBake = async (it, of) => it.events.publish(new Baked({ of }));
    onBaked = async (it, of) => {
      await it.commands.execute(new Knead({ of: `${of} 1` }));
      await it.commands.execute(new Knead({ of: `${of} 2` }));
      if (failures-- > 0) throw new Error('dropped it');
    };
    await send(new Bake({ of: 'rye' }));
    await vi.waitFor(() => expect(failures).toBe(-1));
    expect(fetched.map(({ of }) => of)).toEqual(['rye 1', 'rye 2']);
    expect(fetched.every(({ key }) => key !== undefined)).toBe(true);
  });

  it('is not sent again by a handler without a key that loses a fight for rows', async () => {
    onBake = async (it, of) => {
      await it.commands.execute(new Fetch({ of }));
      await it.data.query(`DO $$ BEGIN RAISE EXCEPTION 'fight' USING ERRCODE = '40P01'; END $$`);
    };
    await expect(send(new Bake({ of: 'wheat' }))).rejects.toMatchObject({ code: 'INTERNAL' });
    expect(fetched).toEqual([{ of: 'wheat', key: undefined }]);
  });

  it('with a key takes effect once where the handler that sends it loses a fight for rows', async () => {
    let fights = 2;
    onBake = async (it, of) => {
      await it.commands.execute(new Fetch({ of }));
      if (fights-- > 0) await it.data.query(`DO $$ BEGIN RAISE EXCEPTION 'fight' USING ERRCODE = '40P01'; END $$`);
    };
    await send(new Bake({ of: 'oat' }, { idempotencyKey: 'oat' }));
    expect(fights).toBe(-1);
    expect(fetched).toHaveLength(1);
  });

  it('leaves no record of its key when it is refused, although the handler that sent it goes on', async () => {
    const knead = (): Knead => new Knead({ of: 'spelt' }, { idempotencyKey: 'spelt' });
    onBake = async (it) => void (await it.commands.execute(knead()).catch(() => {}));
    onKnead = async () => {
      throw new Burnt();
    };
    await send(new Bake({ of: 'spelt' }));
    onKnead = async () => 'kneaded';
    await expect(send(knead())).resolves.toBe('kneaded');
  });

  it('may be repeated with its key in one transaction, after a refusal too', async () => {
    const answers: unknown[] = [];
    const knead = (): Knead => new Knead({ of: 'corn' }, { idempotencyKey: 'corn' });
    let runs = 0;
    onKnead = async () => {
      if (++runs === 1) throw new Burnt();
      return `kneaded ${runs}`;
    };
    onBake = async (it) => {
      for (let i = 0; i < 3; i++) answers.push(await it.commands.execute(knead()).catch((error: unknown) => error));
    };
    await send(new Bake({ of: 'corn' }, { idempotencyKey: 'corn-outer' }));
    expect(answers).toEqual([expect.any(Burnt), 'kneaded 2', 'kneaded 2']);
    await expect(send(knead())).resolves.toBe('kneaded 2');
  });
});
