import { Module } from '@nestjs/common';
import { CommandHandler, EventBus, EventsHandler, type Command } from '@nestjs/cqrs';
import { command, contract, event } from '@multilith/contract';
import { createTestDatabase, type TestDatabase } from '@multilith/embedded-postgres/testing';
import {
  ContextModule,
  MultilithRuntime,
  startHost,
  subscription,
  type Host,
  type Subscription,
} from '@multilith/runtime';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { runMultilith } from './run-multilith.js';

class Ring extends command('bells.Ring', { input: z.object({ bell: z.string() }), access: 'public' }) {}
class Rung extends event('bells.Rung', { payload: z.object({ bell: z.string() }), key: ({ bell }) => bell }) {}
const bells = contract('bells', [Ring, Rung]);

@CommandHandler(Ring)
class RingHandler {
  constructor(private readonly events: EventBus) {}
  async execute({ bell }: Ring): Promise<void> {
    this.events.publish(new Rung({ bell }));
  }
}

let broken = new Set<string>();
const heard: string[] = [];
@EventsHandler(Rung)
class Listen {
  async handle({ bell }: Rung): Promise<void> {
    if (broken.has(bell)) throw new Error('too loud');
    heard.push(bell);
  }
}

function bellsModule(subscriptions: Subscription[]): new () => object {
  @Module({
    imports: [
      ContextModule.forFeature({ contract: bells, subscriptions, persistence: { entities: [], migrations: [] } }),
    ],
    providers: subscriptions.length > 0 ? [RingHandler, Listen] : [RingHandler],
  })
  class BellsModule {}
  return BellsModule;
}

const PARKED = /[0-9a-f-]{36} +parked +\d/;

describe('the multilith command', () => {
  let database: TestDatabase;
  let host: Host;

  const start = async (...subscriptions: Subscription[]): Promise<Host> =>
    startHost({
      contexts: {},
      imports: [bellsModule(subscriptions)],
      database: { url: database.url },
      events: { retryPolicy: { maxAttempts: 5, delayAfter: () => 10 } },
      logger: false,
    });
  const ring = (bell: string): Promise<void> =>
    (host.app.get(MultilithRuntime).commandBus as { execute(sent: Command<void>): Promise<void> }).execute(
      new Ring({ bell }),
    );
  const run = async (...argv: string[]): Promise<{ code: number; out: string; error: string }> => {
    const lines = { out: [] as string[], error: [] as string[] };
    const env = { DATABASE_URL: database.url };
    const code = await runMultilith(argv, env, {
      out: (text) => lines.out.push(text),
      error: (text) => lines.error.push(text),
    });
    return { code, out: lines.out.join('\n'), error: lines.error.join('\n') };
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    host = await start(subscription('listen', { handler: Listen, start: 'beginning' }));
  });
  afterAll(async () => {
    await host.stop();
    await database.drop();
  });

  it('explains itself, and refuses what it does not know', async () => {
    expect(await run('--help')).toMatchObject({ code: 0, out: expect.stringContaining('multilith retire') as string });
    expect(await run()).toMatchObject({ code: 2 });
    expect(await run('parked', '--colour')).toMatchObject({
      code: 2,
      error: expect.stringContaining('--colour') as string,
    });
    expect(await run('rewind')).toMatchObject({ code: 2, error: expect.stringContaining("'rewind'") as string });
    expect(await run('parked', 'chimes')).toMatchObject({
      code: 1,
      error: expect.stringContaining('CONTEXT_UNKNOWN') as string,
    });
    expect(await run('drop', 'bells/listen')).toMatchObject({ code: 2 });
  });

  it('lists what every subscription has still to handle', async () => {
    expect((await run('subscriptions')).out).toMatch(/bells\/listen +bells +0 +0/);
  });

  it(
    'shows parked events, and has them handled again in order once the cause is mended',
    { timeout: 60_000 },
    async () => {
      broken = new Set(['tenor']);
      await ring('tenor');
      await vi.waitFor(async () => expect((await run('parked', 'bells')).out).toMatch(PARKED), {
        timeout: 40_000,
        interval: 200,
      });
      await ring('tenor');
      await ring('treble');
      await vi.waitFor(() => expect(heard).toEqual(['treble']), { timeout: 10_000 });
      const { out } = await run('parked', 'bells/listen');
      expect(out).toMatch(/bells\/listen +bells\.Rung +tenor +[0-9a-f-]{36} +parked +5 +.*too loud/);
      expect(out).toContain('waiting');

      broken = new Set();
      expect((await run('retry', 'bells/listen', '--key', 'tenor')).out).toContain('1 event(s)');
      await vi.waitFor(() => expect(heard).toEqual(['treble', 'tenor', 'tenor']), { timeout: 10_000 });
      await vi.waitFor(async () => expect((await run('parked')).out).toBe('Nothing is parked.'), { timeout: 5_000 });
    },
  );

  it('drops a parked event on request, and lets the next of its key through', { timeout: 60_000 }, async () => {
    heard.length = 0;
    broken = new Set(['tenor']);
    await ring('tenor');
    await vi.waitFor(async () => expect((await run('parked')).out).toMatch(PARKED), {
      timeout: 40_000,
      interval: 200,
    });
    await ring('tenor');
    broken = new Set();
    expect((await run('drop', 'bells/listen', '--key', 'tenor')).out).toContain('1 event(s) were given up');
    await vi.waitFor(() => expect(heard).toEqual(['tenor']), { timeout: 10_000 });
  });

  it('retires a subscription that no host declares any more, never one that is declared', async () => {
    expect(await run('retire', 'bells/listen')).toMatchObject({
      code: 1,
      error: expect.stringContaining('SUBSCRIPTION_NOT_RETIRABLE') as string,
    });
    await host.stop();
    host = await start();
    expect((await run('subscriptions')).out).toMatch(/bells\/listen +bells +0 +0 +not declared since/);
    expect(await run('retire', 'bells/listen')).toMatchObject({ code: 0 });
    expect((await run('subscriptions')).out).not.toContain('listen');
  });
});
