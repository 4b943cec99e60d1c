import { Module } from '@nestjs/common';
import { CommandHandler, QueryBus, QueryHandler, type Command, type Query } from '@nestjs/cqrs';
import { command, contract, query } from '@multilith/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ContextModule } from '../context.module.js';
import { fallback, use } from '../context/use.js';
import { MultilithRuntime } from '../host/multilith-runtime.js';
import { startHost, type Host } from '../host/start-host.js';
import { runAtEdge } from '@multilith/data';

const shape = { input: z.object({}), output: z.string(), access: 'public' } as const;
class Stock extends query('store.Stock', shape) {}
class Price extends query('till.Price', shape) {}
const Drawer = z.object({ coins: z.array(z.int()), counted: z.date() });
class Count extends query('till.Count', { ...shape, output: Drawer }) {}
class Offer extends query('front.Offer', shape) {}
class Sum extends query('front.Sum', shape) {}
class Advice extends query('front.Advice', shape) {}
class Sell extends command('front.Sell', { ...shape, output: z.void() }) {}
const store = contract('store', [Stock]);
const till = contract('till', [Price, Count]);
const front = contract('front', [Offer, Sum, Advice, Sell]);

let stock: () => Promise<string>;
@QueryHandler(Stock)
class StockHandler {
  execute = (): Promise<string> => stock();
}
@Module({ imports: [ContextModule.forFeature({ contract: store })], providers: [StockHandler] })
class StoreModule {}

@QueryHandler(Price)
class PriceHandler {
  constructor(private readonly queries: QueryBus) {}
  execute = (): Promise<string> => this.queries.execute(new Stock({}));
}
@QueryHandler(Count)
class CountHandler {
  execute = (): Promise<never> => Promise.reject(Object.assign(new Error('refused'), { code: 'UNAVAILABLE' }));
}
@Module({
  imports: [ContextModule.forFeature({ contract: till, uses: [use(store, { whenUnavailable: 'fail' })] })],
  providers: [PriceHandler, CountHandler],
})
class TillModule {}

/** The fallback answer of `front` while the drawer is unavailable. */
let guess: object;
@QueryHandler(Sum)
class SumHandler {
  constructor(private readonly queries: QueryBus) {}
  async execute(): Promise<string> {
    const drawer = await this.queries.execute(new Count({}));
    drawer.coins.push(1);
    drawer.counted.setFullYear(1999);
    return Object.keys(drawer).join();
  }
}

@QueryHandler(Offer)
class OfferHandler {
  constructor(private readonly queries: QueryBus) {}
  execute = (): Promise<string> => this.queries.execute(new Price({}));
}
@QueryHandler(Advice)
class AdviceHandler {
  constructor(private readonly queries: QueryBus) {}
  execute = (): Promise<string> => this.queries.execute(new Stock({}));
}
let sold = 0;
@CommandHandler(Sell)
class SellHandler {
  execute = async (): Promise<void> => void sold++;
}
@Module({
  imports: [
    ContextModule.forFeature({
      contract: front,
      uses: [use(till, { whenUnavailable: [fallback(Price, () => 'a guess'), fallback(Count, () => guess as never)] })],
    }),
  ],
  providers: [OfferHandler, SumHandler, AdviceHandler, SellHandler],
})
class FrontModule {}

class Resolver {
  constructor(readonly queries: QueryBus) {}
}
@Module({
  imports: [ContextModule.forApi({ contract: front, uses: [use(store, { whenUnavailable: 'fail' })] })],
  providers: [{ provide: Resolver, useFactory: (queries: QueryBus) => new Resolver(queries), inject: [QueryBus] }],
})
class FrontApiModule {}

describe('what a context uses', () => {
  let host: Host;
  const ask = (message: Query<string>): Promise<string> => host.app.get(MultilithRuntime).queryBus.execute(message);

  beforeAll(async () => {
    const imports = [StoreModule, TillModule, FrontModule, FrontApiModule];
    host = await startHost({ contexts: {}, imports, logger: false });
  });
  afterAll(() => host.stop());
  beforeEach(() => {
    stock = async () => 'three left';
  });

  it('is unavailable when it misses something itself, and the caller learns nothing of that', async () => {
    stock = () => Promise.reject(Object.assign(new Error('10.0.0.7 refused'), { code: 'UNAVAILABLE' }));
    const failure: unknown = await ask(new Price({})).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'UNAVAILABLE', mayHaveExecuted: false, detail: { message: 'till.Price' } });
    expect((failure as Error).message).not.toMatch(/store|10\.0\.0\.7/);
  });

  it('has its fallback then', async () => {
    stock = () => Promise.reject(Object.assign(new Error('refused'), { code: 'UNAVAILABLE' }));
    await expect(ask(new Offer({}))).resolves.toBe('a guess');
  });

  it('shares no fallback with its caller, and holds it to the contract', async () => {
    const kept = { coins: [2], counted: new Date(0), secret: 1 };
    guess = kept;
    await expect(ask(new Sum({}))).resolves.toBe('coins,counted');
    expect(kept).toEqual({ coins: [2], counted: new Date(0), secret: 1 });
    guess = { coins: ['two'], counted: new Date(0) };
    await expect(ask(new Sum({}))).rejects.toMatchObject({
      code: 'INTERNAL',
      cause: {
        code: 'INVALID_ANSWER',
        message: expect.stringContaining("The fallback of 'front' for till.Count") as string,
      },
    });
  });

  it('is one thing for its API and another for its handlers', async () => {
    await expect(host.app.get(Resolver).queries.execute(new Stock({}))).resolves.toBe('three left');
    await expect(ask(new Advice({}))).rejects.toMatchObject({
      code: 'INTERNAL',
      cause: { code: 'UNDECLARED_USE', message: expect.stringContaining("'front' calls 'store'") as string },
    });
  });

  it('is not asked at all when the caller has no time left', async () => {
    const sell = (): Promise<void> =>
      (host.app.get(MultilithRuntime).commandBus as { execute(sent: Command<void>): Promise<void> }).execute(
        new Sell({}),
      );
    await expect(runAtEdge({ deadline: Date.now() }, sell)).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
      mayHaveExecuted: false,
    });
    expect(sold).toBe(0);
  });
});
