import { Module, type DynamicModule, type Type } from '@nestjs/common';
import {
  AggregateRoot,
  Command,
  CommandHandler,
  CqrsModule,
  EventsHandler,
  Publishable,
  Query,
  QueryHandler,
  Saga,
  type ICommandHandler,
} from '@nestjs/cqrs';
import { command, contract, event, query, type Contract, type MessageClass } from '@multilith/contract';
import { EMPTY } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ContextModule, type ContextOptions } from '../context.module.js';
import { fallback, use } from '../context/use.js';
import { subscription } from '../context/subscription.js';
import { startHost } from '../host/start-host.js';
import { WiringError } from './wiring-error.js';
import { publishableClasses } from '../buses/cqrs-metadata.js';

class Pack extends command('depot.Pack', { input: z.object({ box: z.string() }), access: 'public' }) {}
class Count extends query('depot.Count', { input: z.object({}), output: z.int(), access: 'public' }) {}
class Packed extends event('depot.Packed', { payload: z.object({ box: z.string() }), key: ({ box }) => box }) {}
class Weigh extends query('scale.Weigh', { input: z.object({}), output: z.int(), access: 'public' }) {}
const depot = contract('depot', [Pack, Count]);
const scale = contract('scale', [Weigh]);

class PackHandler implements ICommandHandler<Pack> {
  async execute(): Promise<void> {}
}
CommandHandler(Pack)(PackHandler);
class CountHandler {
  async execute(): Promise<number> {
    return 0;
  }
}
QueryHandler(Count)(CountHandler);

function context(options: ContextOptions, providers: Type[] = [], imports: (Type | DynamicModule)[] = []): Type {
  class SomeModule {}
  Object.defineProperty(SomeModule, 'name', { value: `${options.contract.name}Module` });
  Module({ imports: [ContextModule.forFeature(options), ...imports], providers })(SomeModule);
  return SomeModule;
}

async function faultsOf(...modules: Type[]): Promise<{ code: string; problem: string; remedy: string }[]> {
  try {
    const host = await startHost({ contexts: {}, imports: modules, logger: false });
    await host.stop();
    return [];
  } catch (error) {
    if (error instanceof WiringError) return [...error.faults];
    throw error;
  }
}

const codesOf = async (...modules: Type[]): Promise<string[]> => (await faultsOf(...modules)).map(({ code }) => code);
const sound = { contract: depot } satisfies ContextOptions;
const handlers = [PackHandler, CountHandler];

describe('the wiring check', () => {
  afterEach(async () => {
    ((await publishableClasses()) as Type[]).length = 0;
  });

  it('finds nothing wrong with a sound application', async () => {
    expect(await faultsOf(context(sound, handlers))).toEqual([]);
  });

  it('reports all faults at once, each with both names and a remedy', async () => {
    const faults = await faultsOf(context({ contract: depot, uses: [use(scale, { whenUnavailable: 'fail' })] }, []));
    expect(faults.map(({ code }) => code)).toEqual(['HANDLER_MISSING', 'HANDLER_MISSING', 'USE_NOT_DEPLOYED']);
    expect(faults[0]!.problem).toContain("depot.Pack is in the contract of 'depot'");
    for (const { remedy } of faults) expect(remedy).toMatch(/^Add/);
  });

  it('finds two handlers of one message', async () => {
    class Second extends PackHandler {}
    CommandHandler(Pack)(Second);
    const [fault] = await faultsOf(context(sound, [...handlers, Second]));
    expect(fault).toMatchObject({ code: 'TWO_HANDLERS' });
    expect(fault!.problem).toContain('PackHandler');
    expect(fault!.problem).toContain('Second');
  });

  it('finds a handler for another version than the one in the contract', async () => {
    const shape = { input: z.object({ box: z.string() }), access: 'public' } as const;
    class WrapV1 extends command('depot.Wrap', shape) {}
    class Wrap extends command('depot.Wrap', {
      ...shape,
      version: 2,
      earlier: { 1: WrapV1 },
      upcast: { 1: (v1) => v1 },
    }) {}
    class WrapV3 extends command('depot.Wrap', { ...shape, version: 3 }) {}
    const handlerOf = (message: MessageClass): Type => {
      class Handler extends PackHandler {}
      Object.defineProperty(Handler, 'name', { value: `${message.name}Handler` });
      CommandHandler(message)(Handler);
      return Handler;
    };
    const wraps = { contract: contract('depot', [Wrap]) };
    expect(await faultsOf(context(wraps, [handlerOf(Wrap)]))).toEqual([]);
    const faults = await faultsOf(context(wraps, [Wrap, WrapV1, WrapV3].map(handlerOf)));
    expect(faults).toEqual([
      {
        code: 'HANDLER_OF_OTHER_VERSION',
        problem: `WrapV1Handler (depotModule) handles WrapV1, version 1 of depot.Wrap; the contract of 'depot' lists version 2, Wrap.`,
        remedy: `Handle Wrap only: its handler also serves version 1, converted by 'upcast' and 'downcast' of Wrap.`,
      },
      {
        code: 'HANDLER_OF_OTHER_VERSION',
        problem: `WrapV3Handler (depotModule) handles WrapV3, version 3 of depot.Wrap; the contract of 'depot' lists version 2, Wrap.`,
        remedy: `List WrapV3 in the contract of 'depot', or handle Wrap.`,
      },
    ]);
  });

  it('finds a handler for a message of another context', async () => {
    const scales = context({ contract: contract('scale', []) }, handlers);
    const codes = await codesOf(context(sound, []), scales);
    expect(codes.filter((code) => code === 'FOREIGN_HANDLER')).toHaveLength(2);
  });

  it('finds a handler of a contract message in a module outside every context', async () => {
    @Module({ providers: handlers })
    class Loose {}
    const faults = await faultsOf(context(sound), Loose);
    expect(faults.map(({ code }) => code)).toEqual(['FOREIGN_HANDLER', 'FOREIGN_HANDLER']);
    expect(faults[0]!.problem).toContain('outside every context');
  });

  it('finds a context that is declared twice', async () => {
    const codes = await codesOf(context(sound, handlers), context({ contract: depot }));
    expect(codes).toEqual(['DUPLICATE_CONTEXT']);
  });

  it('finds a module that imports CqrsModule itself, also one below the module of the context', async () => {
    @Module({ imports: [CqrsModule] })
    class Inner {}
    expect(await codesOf(context(sound, handlers, [CqrsModule]))).toEqual(['CQRS_MODULE_IMPORTED']);
    expect(await codesOf(context(sound, handlers, [Inner]))).toEqual(['CQRS_MODULE_IMPORTED']);
    expect(await codesOf(context(sound, handlers, [CqrsModule.forRoot()]))).toEqual(['CQRS_MODULE_IMPORTED']);
  });

  it('lets the application import CqrsModule outside its contexts', async () => {
    @Module({ imports: [CqrsModule.forRoot()] })
    class Outside {}
    expect(await codesOf(context(sound, handlers), Outside)).toEqual([]);
  });

  it('finds options of CqrsModule, which the buses of contexts would not have', async () => {
    @Module({ imports: [CqrsModule.forRoot({ rethrowUnhandled: true })] })
    class Outside {}
    const [fault] = await faultsOf(context(sound, handlers), Outside);
    expect(fault).toMatchObject({
      code: 'CQRS_OPTIONS',
      problem: expect.stringContaining('rethrowUnhandled') as string,
    });
  });

  it('finds two handlers of a message that is in no contract, and a handler without its method', async () => {
    class Fold extends Command<void> {}
    class Folder extends PackHandler {}
    class OtherFolder extends PackHandler {}
    class Silent {}
    class Deaf {}
    CommandHandler(Fold)(Folder);
    CommandHandler(Fold)(OtherFolder);
    QueryHandler(class Look extends Query<void> {})(Silent);
    EventsHandler(class Folded {})(Deaf);
    const faults = await faultsOf(context(sound, [...handlers, Folder, OtherFolder, Silent, Deaf]));
    expect(faults.map(({ code }) => code)).toEqual([
      'TWO_HANDLERS',
      'HANDLER_WITHOUT_METHOD',
      'HANDLER_WITHOUT_METHOD',
    ]);
    expect(faults[0]!.problem).toContain('Folder (depotModule) and OtherFolder (depotModule)');
    expect(faults[1]!.problem).toContain('Silent (depotModule) is decorated as a handler but has no method execute()');
  });

  it('finds a stock @Saga in a context', async () => {
    class Sagas {
      followUp = () => EMPTY;
    }
    Saga()(Sagas.prototype, 'followUp');
    expect(await codesOf(context(sound, [...handlers, Sagas]))).toEqual(['SAGA_IN_CONTEXT']);
  });

  it('finds a class decorated with @Publishable', async () => {
    class Box extends AggregateRoot {}
    Publishable()(Box);
    const [fault] = await faultsOf(context(sound, handlers));
    expect(fault).toMatchObject({ code: 'PUBLISHABLE_USED', problem: expect.stringContaining('Box') as string });
  });

  it('finds an event handler without a subscription, and a subscription without an event handler', async () => {
    class OnPacked {
      async handle(): Promise<void> {}
    }
    EventsHandler(Packed)(OnPacked);
    class NoHandler {}
    const faults = await faultsOf(
      context({ contract: depot, subscriptions: [subscription('ghost', { handler: NoHandler, start: 'now' })] }, [
        ...handlers,
        OnPacked,
      ]),
    );
    expect(faults.map(({ code }) => code)).toEqual([
      'PERSISTENCE_MISSING',
      'SUBSCRIPTION_HANDLER_MISSING',
      'SUBSCRIPTION_MISSING',
    ]);
  });

  it('finds a subscription to an event that its publisher does not declare', async () => {
    class OnPacked {
      async handle(): Promise<void> {}
    }
    EventsHandler(Packed)(OnPacked);
    const subscribing = (start: 'now'): ContextOptions => ({
      contract: contract('scale', []),
      subscriptions: [subscription('note-packed', { handler: OnPacked, start })],
    });
    const faults = await faultsOf(context(sound, handlers), context(subscribing('now'), [OnPacked]));
    expect(faults.map(({ code }) => code)).toEqual(['PERSISTENCE_MISSING', 'UNKNOWN_EVENT']);
    expect(faults[1]!.problem).toContain("depot.Packed, which is not in the contract of 'depot'");
  });

  it('finds two subscriptions of one name and one that does not say where it starts', async () => {
    class OnPacked {
      async handle(): Promise<void> {}
    }
    EventsHandler(Packed)(OnPacked);
    const withEvent = contract('depot', [Pack, Count, Packed]);
    const codes = await codesOf(
      context(
        {
          contract: withEvent,
          subscriptions: [
            subscription('note', { handler: OnPacked, start: 'now' }),
            subscription('note', { handler: OnPacked, start: undefined as never }),
          ],
        },
        [...handlers, OnPacked],
      ),
    );
    expect(codes).toEqual(['PERSISTENCE_MISSING', 'DUPLICATE_SUBSCRIPTION', 'START_MISSING']);
  });

  it('finds a message that does not say who may send it, and a schema without a wire form', async () => {
    const untyped = { input: z.object({ when: z.map(z.string(), z.date()) }) } as never;
    class Open extends command('depot.Open', untyped) {}
    class OpenHandler extends PackHandler {}
    CommandHandler(Open)(OpenHandler);
    const faults = await faultsOf(context({ contract: contract('depot', [Open]) as Contract }, [OpenHandler]));
    expect(faults.map(({ code }) => code)).toEqual(['ACCESS_MISSING', 'SCHEMA_NOT_FAITHFUL']);
    expect(faults[1]!.problem).toBe('depot.Open: input.when is a Map.');
  });

  it('finds a use without a failure decision, of itself, and with a fallback that belongs elsewhere', async () => {
    const codes = await codesOf(
      context(
        {
          contract: depot,
          uses: [
            use(scale, {} as never),
            use(depot, { whenUnavailable: 'fail' }),
            use(scale, { whenUnavailable: fallback(Count, () => 0) }),
          ],
        },
        handlers,
      ),
    );
    expect(codes).toEqual([
      'FAILURE_DECISION_MISSING',
      'USE_NOT_DEPLOYED',
      'USES_ITSELF',
      'FALLBACK_FOREIGN',
      'USE_NOT_DEPLOYED',
    ]);
  });
});
