import { Module } from '@nestjs/common';
import { CommandBus, CommandHandler, QueryBus } from '@nestjs/cqrs';
import { command, contract, query, MultilithError } from '@multilith/contract';
import { ContextModule, RemoteCallError } from '@multilith/runtime';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { describeTopologies, isBetweenHosts } from '../topologies/topology.js';
import { testContext } from './test-context.js';

class Mix extends command('paint.Mix', { input: z.object({ by: z.string() }), access: 'public' }) {}
class Fetch extends command('depot.Fetch', { input: z.object({}), access: 'public' }) {}
class Stock extends query('depot.Stock', { input: z.object({}), output: z.int(), access: 'public' }) {}
const paint = contract('paint', [Mix]);

@CommandHandler(Mix)
class MixHandler {
  constructor(
    readonly commands: CommandBus,
    readonly queries: QueryBus,
  ) {}
  async execute({ by }: Mix): Promise<void> {
    if (by === 'command') await this.commands.execute(new Fetch({}));
    if (by === 'query') await this.queries.execute(new Stock({}));
    if (by === 'mistake') throw new Error('spilt');
  }
}
@Module({
  imports: [ContextModule.forFeature({ contract: paint })],
  providers: [MixHandler],
})
class PaintModule {}

const failureOf = async (sent: Promise<unknown>): Promise<Error> =>
  (await sent.catch((error: unknown) => error)) as Error;
const firstFrame = (error: unknown): string | undefined => (error as Error).stack?.match(/^ {4}at .*$/m)?.[0];

describeTopologies('a context that is not declared', (topology) => {
  const context = testContext({ topology, module: PaintModule });

  it.each(['command', 'query'])('is refused to a handler that sends it a %s', async (by) => {
    const failure = await failureOf(context.execute(new Mix({ by })));
    expect(failure).toMatchObject({ code: 'INTERNAL' });
    // Causes of failures do not leave their host; its log has them.
    if (isBetweenHosts(topology)) return expect(failure.cause).toBeUndefined();
    expect(failure.cause).toMatchObject({
      code: 'UNDECLARED_USE',
      message: expect.stringContaining("'paint' calls 'depot' without declaring it") as string,
    });
    expect(firstFrame(failure.cause)).toContain('MixHandler.execute');
  });

  it.each([
    ['command', () => new Fetch({})],
    ['query', () => new Stock({})],
  ])('is refused to the spec that sends it a %s', async (_, message) => {
    const sent: Promise<unknown> = context.execute(message() as Fetch);
    const failure = await failureOf(sent);
    expect(failure).toBeInstanceOf(MultilithError);
    expect(failure).toMatchObject({ code: 'UNDECLARED_USE' });
    expect(failure.message).toMatch(/A spec of 'paint' sends depot\.\w+.* fake\(\w+, …\)/s);
    expect(firstFrame(failure)).toContain('undeclared-use.spec.ts');
  });
});

describeTopologies('the stack of a failure', (topology) => {
  const context = testContext({ topology, module: PaintModule });

  it('has a stack that begins with the line of the spec, for every sender', async () => {
    const mix = (): Mix => new Mix({ by: 'mistake' });
    for (const sent of [
      () => context.execute(mix()),
      () => context.as({ subject: 'ann', roles: [] }).execute(mix()),
      () => context.asContext('depot').execute(mix()),
    ]) {
      const failure = await failureOf(sent());
      expect(failure).toBeInstanceOf(RemoteCallError);
      expect(firstFrame(failure)).toContain('undeclared-use.spec.ts');
    }
  });

  it('of an invalid message begins with the line that created it', () => {
    let failure: unknown;
    try {
      void new Mix({ by: 7 as never });
    } catch (error) {
      failure = error;
    }
    expect(failure).toMatchObject({ code: 'INVALID_MESSAGE' });
    expect(firstFrame(failure)).toContain('undeclared-use.spec.ts');
    expect(firstFrame(failure)).not.toContain('new Mix');
  });
});
