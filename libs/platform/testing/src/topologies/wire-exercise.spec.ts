import { Module } from '@nestjs/common';
import { CommandBus, CommandHandler, EventBus, EventsHandler, QueryBus, QueryHandler } from '@nestjs/cqrs';
import { command, contract, contractError, currentCall, event, query } from '@multilith/contract';
import { ContextModule, subscription, use } from '@multilith/runtime';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fake } from '../context/fake.js';
import { testContext } from '../context/test-context.js';

class Broken extends contractError('paint.Broken', { data: z.object({ at: z.date() }), message: 'Broken.' }) {}
const Mixed = z.object({ colours: z.array(z.string()), at: z.date(), weight: z.bigint() });
class Mix extends command('paint.Mix', {
  input: z.object({ colours: z.array(z.string()), at: z.date() }),
  output: Mixed,
  errors: [Broken],
  access: 'public',
}) {}
class Mixes extends query('paint.Mixes', { input: z.object({}), output: z.int(), access: 'public' }) {}
class Dried extends event('paint.Dried', { payload: z.object({ tin: z.string() }), key: ({ tin }) => tin }) {}
class Deliver extends command('depot.Deliver', { input: z.object({ tin: z.string() }), access: 'internal' }) {}
class Opened extends event('depot.Opened', { payload: z.object({ tin: z.string() }), key: ({ tin }) => tin }) {}
class Fetch extends command('depot.Fetch', { input: z.object({}), access: 'internal' }) {}
const depot = contract('depot', [Deliver, Fetch, Opened]);
const paint = contract('paint', [Mix, Mixes, Dried]);

let onMix: (it: MixHandler, command: Mix) => Promise<z.output<typeof Mixed>>;
let onOpened: (event: Opened) => Promise<void>;
let asked = 0;

@CommandHandler(Mix)
class MixHandler {
  constructor(
    readonly commands: CommandBus,
    readonly queries: QueryBus,
    readonly events: EventBus,
  ) {}
  execute(command: Mix): Promise<z.output<typeof Mixed>> {
    return onMix(this, command);
  }
}
@QueryHandler(Mixes)
class MixesHandler {
  execute = async (): Promise<number> => ++asked;
}
@EventsHandler(Opened)
class OnOpened {
  handle(event: Opened): Promise<void> {
    return onOpened(event);
  }
}
@Module({
  imports: [
    ContextModule.forFeature({
      contract: paint,
      uses: [use(depot, { whenUnavailable: 'fail' })],
      subscriptions: [subscription('note-opened', { handler: OnOpened, start: 'beginning' })],
      persistence: { entities: [], migrations: [] },
    }),
  ],
  providers: [MixHandler, MixesHandler, OnOpened],
})
class PaintModule {}

const at = new Date('2026-01-01T00:00:00Z');
const answer = { colours: ['blue'], at, weight: 7n };

describe.each(['local', 'wire'] as const)('%s', (topology) => {
  const wire = topology === 'wire';
  const delivered: (string | undefined)[] = [];
  const context = testContext({
    topology,
    module: PaintModule,
    fakes: [fake(Deliver, () => void delivered.push(currentCall().idempotencyKey))],
  });
  const mix = (idempotencyKey?: string): Promise<z.output<typeof Mixed>> =>
    context.execute(new Mix({ colours: ['blue'], at }, idempotencyKey === undefined ? {} : { idempotencyKey }));

  beforeEach(() => {
    delivered.length = 0;
    asked = 0;
    onMix = async () => answer;
    onOpened = async () => {};
  });

  it('returns the answer of the handler to the caller', async () => {
    await expect(mix()).resolves.toEqual(answer);
  });

  it('throws errors with their class and data at the caller', async () => {
    onMix = async () => {
      throw new Broken({ at });
    };
    const error = await mix().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Broken);
    expect((error as Broken).data).toEqual({ at });
  });

  it('keeps handlers from writing to a message', async () => {
    onMix = async (_, { colours }) => {
      colours.push('red');
      return answer;
    };
    await expect(mix()).rejects.toMatchObject({ cause: expect.any(TypeError) as object });
  });

  it(`hands over a ${wire ? 'frozen ' : ''}copy of an answer`, async () => {
    const own = { ...answer, colours: ['blue'] };
    onMix = async () => own;
    const { colours } = await mix();
    expect(colours).not.toBe(own.colours);
    expect(Object.isFrozen(colours)).toBe(wire);
  });

  it('refuses an answer that the contract does not describe', async () => {
    onMix = async () => ({ ...answer, colours: 'blue' }) as never;
    await expect(mix()).rejects.toMatchObject({ code: 'INTERNAL' });
  });

  it(`${wire ? 'runs a command twice, the first time rolled back' : 'runs a command once'}`, async () => {
    let runs = 0;
    onMix = async (it) => {
      runs++;
      it.events.publish(new Dried({ tin: 'a' }));
      return answer;
    };
    const before = (await context.published(Dried)).length;
    await mix();
    expect(runs).toBe(wire ? 2 : 1);
    expect(await context.published(Dried)).toHaveLength(before + 1);
  });

  it('executes a command with a key more than once on the wire, with one effect', async () => {
    const before = (await context.published(Dried)).length;
    onMix = async (it) => {
      it.events.publish(new Dried({ tin: 'b' }));
      return answer;
    };
    await mix('tin-b');
    expect(await context.published(Dried)).toHaveLength(before + 1);
  });

  it('gives the commands of a retried handler the same keys', async () => {
    onMix = async (it) => {
      await it.commands.execute(new Deliver({ tin: 'c' }));
      return answer;
    };
    await mix('tin-c');
    expect(delivered.length).toBeGreaterThan(0);
    expect(new Set(delivered).size).toBe(1);
    expect(delivered[0]).toBeDefined();
  });

  it('lets the commands of a rehearsed handler take effect once, also without a key', async () => {
    onMix = async (it) => {
      await it.commands.execute(new Deliver({ tin: 'f' }));
      return answer;
    };
    await mix();
    expect(new Set(delivered).size).toBe(1);
  });

  it(`executes a query ${wire ? 'twice' : 'once'}`, async () => {
    await context.execute(new Mixes({}));
    expect(asked).toBe(wire ? 2 : 1);
  });

  it(`handles an event ${wire ? 'twice, the first time rolled back' : 'once'}`, async () => {
    const seen: string[] = [];
    onOpened = async ({ tin }) => void seen.push(tin);
    await context.publish(new Opened({ tin: 'd' }));
    await context.settled();
    expect(seen).toEqual(wire ? ['d', 'd'] : ['d']);
  });

  it('says which event was parked, and why', async () => {
    onOpened = async () => {
      throw new Error('the lid is stuck');
    };
    await context.publish(new Opened({ tin: 'e' }));
    await expect(context.settled()).rejects.toThrow('the lid is stuck');
  });

  it('fails with a clear error if a message has no fake', async () => {
    let failure: unknown;
    onMix = async (it) => {
      failure = await it.commands.execute(new Fetch({})).catch((error: unknown) => error);
      return answer;
    };
    await mix();
    expect((failure as Error).cause).toMatchObject({
      message: expect.stringContaining('depot.Fetch is not faked') as string,
    });
  });
});
