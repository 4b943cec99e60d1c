import { Module } from '@nestjs/common';
import { CommandBus, CommandHandler, EventBus, EventsHandler } from '@nestjs/cqrs';
import { command, contract, contractError, event, query } from '@multilith/contract';
import { ContextModule, subscription, use } from '@multilith/runtime';
import { DataSource } from 'typeorm';
import { beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { describeTopologies } from '../topologies/topology.js';
import { fake } from './fake.js';
import { fakeContexts, contextDefinitionOf } from './fake-contexts.js';
import { testContext } from './test-context.js';

class NoTin extends contractError('depot.NoTin', { message: 'There is no tin left.' }) {}
class FetchV1 extends command('depot.Fetch', {
  input: z.object({ colour: z.string() }),
  output: z.int(),
  errors: [NoTin],
  access: 'public',
}) {}
class Fetch extends command('depot.Fetch', {
  version: 2,
  input: z.object({ colours: z.array(z.string()) }),
  output: z.object({ tins: z.int() }),
  errors: [NoTin],
  access: 'public',
  earlier: { 1: FetchV1 },
  upcast: { 1: ({ colour }) => ({ colours: [colour] }) },
  downcast: { 1: ({ tins }) => tins },
}) {}
class DeliveredV1 extends event('depot.Delivered', {
  payload: z.object({ colour: z.string() }),
  key: ({ colour }) => colour,
}) {}
class Delivered extends event('depot.Delivered', {
  version: 2,
  payload: z.object({ colours: z.array(z.string()) }),
  key: ({ colours }) => colours.join(),
  earlier: { 1: DeliveredV1 },
  upcast: { 1: ({ colour }) => ({ colours: [colour] }) },
  downcast: { 1: ({ colours }) => ({ colour: colours.join('+') }) },
}) {}
const depot = contract('depot', [Fetch, Delivered]);

const Mixed = z.object({ by: z.string(), tins: z.int() });
class MixV1 extends command('paint.Mix', {
  input: z.object({ colour: z.string() }),
  output: Mixed.pick({ tins: true }),
  errors: [NoTin],
  access: 'public',
}) {}
class Mix extends command('paint.Mix', {
  version: 2,
  input: z.object({ colour: z.string(), at: z.date() }),
  output: Mixed,
  errors: [NoTin],
  access: 'public',
  earlier: { 1: MixV1 },
  upcast: { 1: ({ colour }) => ({ colour, at: new Date(0) }) },
}) {}
class MixedV1 extends event('paint.Mixed', {
  payload: z.object({ colour: z.string() }),
  key: ({ colour }) => colour,
}) {}
class MixedEvent extends event('paint.Mixed', {
  version: 2,
  payload: z.object({ colour: z.string(), at: z.date() }),
  key: ({ colour }) => colour,
  earlier: { 1: MixedV1 },
  upcast: { 1: ({ colour }) => ({ colour, at: new Date(0) }) },
  downcast: { 1: ({ colour }) => ({ colour }) },
}) {}
const paint = contract('paint', [Mix, MixedEvent]);

@CommandHandler(Mix)
class MixHandler {
  constructor(
    private readonly commands: CommandBus,
    private readonly data: DataSource,
    private readonly events: EventBus,
  ) {}
  async execute({ colour, at }: Mix): Promise<z.output<typeof Mixed>> {
    const tins = await this.commands.execute(new FetchV1({ colour }));
    await this.data.query('INSERT INTO mixture VALUES ($1)', [colour]);
    this.events.publish(new MixedEvent({ colour, at }));
    return { by: at.toISOString(), tins };
  }
}
/** Still reads version 1. */
@EventsHandler(DeliveredV1)
class StoreOldDelivery {
  constructor(private readonly data: DataSource) {}
  async handle({ colour }: DeliveredV1): Promise<void> {
    await this.data.query('INSERT INTO mixture VALUES ($1)', [`old ${colour}`]);
  }
}
@EventsHandler(Delivered)
class StoreDelivery {
  constructor(private readonly data: DataSource) {}
  async handle({ colours }: Delivered): Promise<void> {
    await this.data.query('INSERT INTO mixture VALUES ($1)', [`new ${colours.join('+')}`]);
  }
}
class CreateMixtures1700000000000 {
  up = (runner: { query(sql: string): Promise<unknown> }): Promise<unknown> =>
    runner.query('CREATE TABLE mixture (colour text NOT NULL)');
  down = async (): Promise<void> => {};
}
@Module({
  imports: [
    ContextModule.forFeature({
      contract: paint,
      uses: [use(depot, { whenUnavailable: 'fail' })],
      subscriptions: [
        subscription('store-old-deliveries', { handler: StoreOldDelivery, start: 'beginning' }),
        subscription('store-deliveries', { handler: StoreDelivery, start: 'beginning' }),
      ],
      persistence: { entities: [], migrations: [CreateMixtures1700000000000 as never] },
    }),
  ],
  providers: [MixHandler, StoreOldDelivery, StoreDelivery],
})
class PaintModule {}

describeTopologies('earlier versions', (topology) => {
  const context = testContext({
    topology,
    module: PaintModule,
    fakes: [
      fake(Fetch, ({ colours }) => {
        if (colours.includes('none')) throw new NoTin();
        return { tins: colours.length };
      }),
    ],
  });
  const mixtures = async (): Promise<string[]> =>
    (await context.dataSource.query<{ colour: string }[]>('SELECT colour FROM mixture')).map(({ colour }) => colour);
  beforeEach(() => context.dataSource.query('TRUNCATE mixture'));

  it('of a fake are answered by the fake of the current version, also with its errors', async () => {
    expect(await context.execute(new Mix({ colour: 'red', at: new Date(1) }))).toEqual({
      by: '1970-01-01T00:00:00.001Z',
      tins: 1,
    });
    await expect(context.execute(new Mix({ colour: 'none', at: new Date(1) }))).rejects.toBeInstanceOf(NoTin);
    expect(await mixtures()).toEqual(['red']);
  });

  it('of the context are served, and take effect once per key', async () => {
    const keyed = new MixV1({ colour: 'blue' }, { idempotencyKey: `blue-${topology}` });
    expect(await context.execute(keyed)).toEqual({ tins: 1 });
    expect(await context.asContext('depot').execute(new MixV1({ colour: 'green' }))).toEqual({ tins: 1 });
    expect(await context.execute(keyed)).toEqual({ tins: 1 });
    await expect(context.execute(new MixV1({ colour: 'none' }))).rejects.toBeInstanceOf(NoTin);
    expect(await mixtures()).toEqual(['blue', 'green']);
  });

  it('of events are published beside the current one, and read by subscribers of either', async () => {
    await context.publish(new Delivered({ colours: ['red', 'blue'] }));
    await context.settled();
    expect((await mixtures()).sort()).toEqual(['new red+blue', 'old red+blue']);
  });

  it('of published events are read in the version of the class that a spec names', async () => {
    const at = new Date(7);
    await context.execute(new Mix({ colour: 'violet', at }));
    expect((await context.published(MixedEvent)).at(-1)).toEqual(new MixedEvent({ colour: 'violet', at }));
    expect((await context.published(MixedV1)).at(-1)).toEqual(new MixedV1({ colour: 'violet' }));
  });
});

it('a fake names the version of the contract', () => {
  const subject = contextDefinitionOf(PaintModule);
  expect(() => fakeContexts(subject, [fake(FetchV1, () => 1)])).toThrow(
    /fake\(\) was given FetchV1, version 1 of depot\.Fetch; version 2 is in its contract\. Fake Fetch/,
  );
  class PeekV1 extends query('yard.Peek', { input: z.object({}), output: z.int(), access: 'public' }) {}
  class Peek extends query('yard.Peek', {
    version: 2,
    input: z.object({}),
    output: z.int(),
    access: 'public',
    earlier: { 1: PeekV1 },
    upcast: { 1: () => ({}) },
  }) {}
  expect(() => fakeContexts(subject, [fake(PeekV1, () => 1), fake(Peek, () => 2)])).toThrow(/Fake Peek/);
  expect(fakeContexts(subject, [fake(PeekV1, () => 1)])).toHaveLength(2);
});
