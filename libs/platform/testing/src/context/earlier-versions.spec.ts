import { Module } from '@nestjs/common';
import { CommandBus, CommandHandler } from '@nestjs/cqrs';
import { command, contract, contractError, query } from '@multilith/contract';
import { ContextModule, use } from '@multilith/runtime';
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
const depot = contract('depot', [Fetch]);

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
const paint = contract('paint', [Mix]);

@CommandHandler(Mix)
class MixHandler {
  constructor(
    private readonly commands: CommandBus,
    private readonly data: DataSource,
  ) {}
  async execute({ colour, at }: Mix): Promise<z.output<typeof Mixed>> {
    const tins = await this.commands.execute(new FetchV1({ colour }));
    await this.data.query('INSERT INTO mixture VALUES ($1)', [colour]);
    return { by: at.toISOString(), tins };
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
      persistence: { entities: [], migrations: [CreateMixtures1700000000000 as never] },
    }),
  ],
  providers: [MixHandler],
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
