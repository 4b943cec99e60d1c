import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Module } from '@nestjs/common';
import { CommandHandler, EventBus, EventsHandler, type Command } from '@nestjs/cqrs';
import { command, contract, event } from '@multilith/contract';
import { createTestDatabase, type TestDatabase } from '@multilith/embedded-postgres/testing';
import { ContextModule, subscription, type Subscription } from '@multilith/runtime';
import { MultilithRuntime, startHost, type Host } from '@multilith/runtime/host';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { runMultilith } from './run-multilith.js';

it('has no option that Node would consume itself, like --env-file after a program name in Node 20', async () => {
  const out: string[] = [];
  await runMultilith(['--help'], {}, { out: (text) => out.push(text), error: () => {} });
  const options = new Set(out.join('\n').match(/--[a-z-]+/g));
  expect(options).toContain('--file');
  const program = fileURLToPath(new URL('../test/print-arguments.mjs', import.meta.url));
  for (const option of options) {
    const { stdout } = await promisify(execFile)(process.execPath, [program, option, 'nosuch']);
    expect(JSON.parse(stdout)).toEqual([option, 'nosuch']);
  }
});

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

const TRACE = expect.stringMatching(/^[\da-f]{32}$/) as string;
const ISO = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string;
const PARKED = /[0-9a-f-]{36} +parked +failed +\d/;

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

  /** Like a restored backup that was taken just before the last event. */
  const loseLastEvent = async (): Promise<void> => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query('DELETE FROM bells.journal WHERE id = (SELECT max(id) FROM bells.journal)');
    await client.query("SELECT setval('bells.journal_id_seq', (SELECT max(id) FROM bells.journal))");
    await client.end();
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    host = await start(subscription('listen', { handler: Listen, start: 'beginning' }));
  });
  afterAll(async () => {
    await host.stop();
    await database.drop();
  });

  it('refuses an unknown NODE_ENV', async () => {
    const said: string[] = [];
    const output = { out: () => undefined, error: (text: string) => void said.push(text) };
    const env = { DATABASE_URL: database.url, NODE_ENV: 'prod' };
    expect(await runMultilith(['subscriptions'], env, output)).toBe(1);
    expect(said).toEqual([expect.stringContaining('CONFIG_INVALID: NODE_ENV is "prod"')]);
  });

  it('prints its help, and refuses unknown arguments', async () => {
    expect(await run('--help')).toMatchObject({ code: 0, out: expect.stringContaining('multilith retire') as string });
    expect(await run()).toMatchObject({ code: 2 });
    expect(await run('parked', '--colour')).toMatchObject({
      code: 2,
      error: "Error CLI_USAGE: Unknown option '--colour'. See npm run multilith -- --help.",
    });
    expect(await run('rewind')).toMatchObject({ code: 2, error: expect.stringContaining("'rewind'") as string });
    expect(await run('parked', 'chimes')).toMatchObject({
      code: 1,
      error: expect.stringContaining('CONTEXT_UNKNOWN') as string,
    });
    expect(await run('drop', 'bells/listen')).toMatchObject({ code: 2 });
    for (const name of ['constructor', 'toString', '__proto__']) expect(await run(name)).toMatchObject({ code: 2 });
  });

  it.each([
    ['parked --event x', 2, "--event is 'x'."],
    ['retry bells/listen --event 12', 2, "--event is '12'."],
    [`drop bells/listen --event '); DROP TABLE journal;--`, 2, '--event is'],
    ['retry bells/chime', 1, "SUBSCRIPTION_UNKNOWN: The context 'bells' has no subscription 'chime'. It has listen."],
    ['drop bells/chime --all', 1, 'SUBSCRIPTION_UNKNOWN'],
    ['parked bells/chime', 1, 'SUBSCRIPTION_UNKNOWN'],
    ['parked bells chimes', 2, 'Name nothing, a context, or one'],
    ['parked bells/listen/1', 2, 'Name nothing, a context, or one'],
    ['parked /', 2, 'Name nothing, a context, or one'],
    ['subscriptions bells', 2, 'takes no names'],
    ['retry bells/listen --json', 2, 'Only multilith parked takes --json'],
  ])('refuses %s', async (line, code, error) => {
    expect(await run(...line.split(/ (?!DROP|TABLE|journal)/))).toEqual({
      code,
      out: '',
      error: expect.stringContaining(error) as string,
    });
  });

  it.each([
    ['is of another kind', { DATABASE_URL: 'mysql://x:secret@127.0.0.1/y' }, 'DATABASE_CONFIG'],
    ['does not answer', { DATABASE_URL: 'postgres://x:secret@127.0.0.1:1/y' }, 'DATABASE_UNAVAILABLE'],
    ['is not there', { DATA_DIR: '/nowhere' }, 'DATABASE_CONFIG'],
  ])('says what to do if the database %s, and shows no password', async (_what, env, code) => {
    const lines: string[] = [];
    const output = { out: (): void => {}, error: (text: string) => void lines.push(text) };
    expect(await runMultilith(['subscriptions'], env, output)).toBe(1);
    expect(lines).toEqual([expect.stringContaining(`Error ${code}: `)]);
    expect(lines[0]).not.toMatch(/secret|\n\s+at /);
  });

  it('says what to do if the file with the URL of the embedded database is damaged', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'multilith-cli-'));
    await writeFile(join(dataDir, 'database.json'), '{"url":');
    const lines: string[] = [];
    const output = { out: (): void => {}, error: (text: string) => void lines.push(text) };
    expect(await runMultilith(['subscriptions'], { DATA_DIR: dataDir }, output)).toBe(1);
    await rm(dataDir, { recursive: true });
    expect(lines).toEqual([expect.stringContaining('Error DATABASE_CONFIG: ')]);
  });

  it('lists the pending events of every subscription', async () => {
    expect((await run('subscriptions')).out).toMatch(/bells\/listen +bells +0 +0/);
  });

  it(
    'shows parked events, and retries them in their order once the cause of the failure is fixed',
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
      const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`;
      expect(out).toMatch(
        new RegExp(
          String.raw`bells/listen +bells\.Rung +1 +tenor +[0-9a-f-]{36} +parked +failed +5 +${time} +${time} +Error: too loud`,
        ),
      );
      expect(out).toMatch(/waiting +0\n/);
      expect(out).toContain('npm run multilith -- retry');

      const [parked, waiting] = JSON.parse((await run('parked', '--json', '--key', 'tenor')).out) as object[];
      const fields = {
        context: 'bells',
        subscription: 'listen',
        publisher: 'bells',
        event: 'bells.Rung',
        key: 'tenor',
      };
      const content = { version: 1, causedBy: 'bells.Ring', payload: { bell: 'tenor' }, trace: TRACE };
      expect(parked).toMatchObject({
        ...fields,
        ...content,
        status: 'parked',
        reason: 'failed',
        version: 1,
        attempts: 5,
        lastError: 'Error: too loud',
        stack: expect.stringMatching(/^Error: too loud\n +at .*run-multilith\.spec\.ts/) as string,
        firstFailedAt: ISO,
        lastFailedAt: ISO,
        parkedAt: ISO,
        occurredAt: ISO,
      });
      expect(waiting).toMatchObject({
        ...fields,
        ...content,
        status: 'waiting',
        attempts: 0,
        lastError: null,
        stack: null,
      });
      expect(waiting).not.toHaveProperty('problem');

      broken = new Set();
      expect((await run('retry', 'bells/listen', '--key', 'tenor')).out).toContain('1 event(s)');
      await vi.waitFor(() => expect(heard).toEqual(['treble', 'tenor', 'tenor']), { timeout: 10_000 });
      await vi.waitFor(async () => expect((await run('parked')).out).toBe('Nothing is parked.'), { timeout: 5_000 });
      expect((await run('parked', '--json')).out).toBe('[]');
    },
  );

  it('drops a parked event on request, and unblocks the next one of its key', { timeout: 60_000 }, async () => {
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

  it('lets subscriptions continue after a journal was restored from an older backup', async () => {
    heard.length = 0;
    const listening = subscription('listen', { handler: Listen, start: 'beginning' });
    await ring('lost');
    await vi.waitFor(() => expect(heard).toEqual(['lost']), { timeout: 10_000 });
    expect(await run('restored')).toMatchObject({
      code: 1,
      error: expect.stringMatching(/HOSTS_RUNNING.*Stop every host/) as string,
    });
    await host.stop();
    await loseLastEvent();
    host = await start(listening);
    await vi.waitFor(async () => expect(JSON.stringify(await host.status())).toMatch(/restored or moved/), {
      timeout: 10_000,
    });
    await host.stop();

    expect((await run('restored')).out).toMatch(/bells +\d+ +bells\/listen/);
    expect((await run('restored')).out).toMatch(/bells +\d+ *$/m);
    host = await start(listening);
    await ring('treble');
    await vi.waitFor(() => expect(heard).toEqual(['lost', 'treble']), { timeout: 10_000 });
  });

  it('retires a subscription only if no host declares it any more', async () => {
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
