import { AsyncLocalStorage } from 'node:async_hooks';
import { Module } from '@nestjs/common';
import { CommandHandler, EventBus, EventsHandler, type Command } from '@nestjs/cqrs';
import { command, contract, event } from '@multilith/contract';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { createTestDatabase, type TestDatabase } from '@multilith/embedded-postgres/testing';
import { ContextModule } from '../context.module.js';
import { subscription } from '../context/subscription.js';
import { MultilithRuntime } from './multilith-runtime.js';
import { startHost, type Host } from './start-host.js';

const input = z.object({ tune: z.string() });
class Play extends command('band.Play', { input, access: 'public' }) {}
class Played extends event('band.Played', { payload: input, key: ({ tune }) => tune }) {}
class Applause {
  constructor(readonly loud: boolean) {}
}

/** Simulates per-request data of a host: fields of a logger, a span of a tracer. */
const request = new AsyncLocalStorage<string>();
const seen: { tune: string; request: string | undefined }[] = [];
let bow: Promise<void> | undefined;

@CommandHandler(Play)
class PlayHandler {
  constructor(
    private readonly events: EventBus,
    private readonly data: DataSource,
  ) {}
  async execute({ tune }: Play): Promise<void> {
    if (tune === 'encore')
      await this.data.transaction(async (manager) => {
        await manager.query('SELECT 1');
        this.events.publish(new Applause(true));
      });
    else this.events.publish(new Played({ tune }));
  }
}
@EventsHandler(Played)
class OnPlayed {
  async handle({ tune }: Played): Promise<void> {
    seen.push({ tune, request: request.getStore() });
  }
}
@EventsHandler(Applause)
class OnApplause {
  constructor(private readonly data: DataSource) {}
  async handle(): Promise<void> {
    bow = this.#bow();
    await bow;
  }
  async #bow(): Promise<void> {
    await this.data.transaction((manager) => manager.query('SELECT 1'));
    await this.data.query('SELECT 1');
  }
}
@Module({
  imports: [
    ContextModule.forFeature({
      contract: contract('band', [Play, Played]),
      subscriptions: [subscription('listen', { handler: OnPlayed, start: 'beginning' })],
      persistence: { entities: [], migrations: [] },
    }),
  ],
  providers: [PlayHandler, OnPlayed, OnApplause],
})
class BandModule {}

describe('what is kept per request', () => {
  let database: TestDatabase;
  let host: Host;
  const send = (message: Command<void>): Promise<void> =>
    (host.app.get(MultilithRuntime).commandBus as { execute(sent: object): Promise<void> }).execute(message);

  beforeAll(async () => {
    database = await createTestDatabase();
    host = await startHost({ contexts: {}, imports: [BandModule], database: { url: database.url }, logger: false });
  });
  afterAll(async () => {
    await host.stop();
    await database.drop();
  });

  it('does not reach the subscriptions that its commit wakes', async () => {
    for (const [index, tune] of ['one', 'two', 'three'].entries()) {
      await request.run(`request ${tune}`, () => send(new Play({ tune })));
      await vi.waitFor(() => expect(seen).toHaveLength(index + 1), { timeout: 10_000 });
    }
    expect(seen.map((event) => event.request)).toEqual([undefined, undefined, undefined]);
  });

  it('of a nested transaction does not reach the handler of a private event', async () => {
    await send(new Play({ tune: 'encore' }));
    await vi.waitFor(() => expect(bow).toBeDefined(), { timeout: 10_000 });
    await expect(bow).resolves.toBeUndefined();
  });
});
