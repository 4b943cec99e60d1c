import { Module, type Type } from '@nestjs/common';
import { CommandBus, CommandHandler, EventBus, EventsHandler, type Command } from '@nestjs/cqrs';
import { command, Content, contract, contractError, currentCall, event } from '@multilith/contract';
import { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { createTestDatabase, type TestDatabase } from '@multilith/embedded-postgres/testing';
import { LoopbackNetwork } from '../../test/transport/loopback-network.js';
import { runAtEdge } from '@multilith/data';
import { ContextModule } from '../context.module.js';
import { subscription } from '../context/subscription.js';
import { use } from '../context/use.js';
import type { SubscriptionStore } from '@multilith/events';
import { MultilithRuntime } from '../host/multilith-runtime.js';
import { startHost, type Host, type HostOptions } from '../host/start-host.js';
import { temporaryPrincipalKeys } from '../principal/principal-keys.js';

const Guest = z.object({ guest: z.string() });
class Full extends contractError('rooms.Full', {
  data: z.object({ guests: z.string() }),
  message: 'There is no room left.',
}) {}
class Book extends command('rooms.Book', {
  input: Guest.extend({ note: z.string().default('') }),
  output: z.string(),
  errors: [Full],
  access: 'public',
}) {}
class Arrive extends command('desk.Arrive', { input: Guest, access: 'public' }) {}
class Arrived extends event('desk.Arrived', { payload: Guest, key: ({ guest }) => guest }) {}
const rooms = contract('rooms', [Book]);
const desk = contract('desk', [Arrive, Arrived]);

class CreateBookings1700000000000 {
  up = (runner: { query(sql: string): Promise<unknown> }): Promise<unknown> =>
    runner.query('CREATE TABLE booking (guest text NOT NULL)');
  down = async (): Promise<void> => {};
}

let answer: () => Promise<string>;
/** Keys with which bookings were begun. */
let keys: (string | undefined)[] = [];
@CommandHandler(Book)
class BookHandler {
  constructor(private readonly data: DataSource) {}
  async execute({ guest }: Book): Promise<string> {
    keys.push(currentCall().idempotencyKey);
    await this.data.query('INSERT INTO booking VALUES ($1)', [guest]);
    return answer();
  }
}
@Module({
  imports: [
    ContextModule.forFeature({
      contract: rooms,
      persistence: { entities: [], migrations: [CreateBookings1700000000000] },
    }),
  ],
  providers: [BookHandler],
})
class RoomsModule {}

@CommandHandler(Arrive)
class ArriveHandler {
  constructor(private readonly events: EventBus) {}
  async execute({ guest }: Arrive): Promise<void> {
    this.events.publish(new Arrived({ guest }));
  }
}
@EventsHandler(Arrived)
class BookOnArrival {
  constructor(private readonly commands: CommandBus) {}
  async handle({ guest }: Arrived): Promise<void> {
    await this.commands.execute(new Book({ guest }));
  }
}
@Module({
  imports: [
    ContextModule.forFeature({
      contract: desk,
      uses: [use(rooms, { timeout: '10s', retry: 2, whenUnavailable: 'fail' })],
      subscriptions: [subscription('book-on-arrival', { handler: BookOnArrival, start: 'beginning' })],
      persistence: { entities: [], migrations: [] },
    }),
  ],
  providers: [ArriveHandler, BookOnArrival],
})
class DeskModule {}

describe('a transaction in another host', () => {
  const network = new LoopbackNetwork(20_000);
  const principalKeys = temporaryPrincipalKeys();
  const open: Host[] = [];
  let database: TestDatabase;
  let monolith: Host;
  let remote: Host;

  const start = async (host: 'monolith' | 'rooms', testing: HostOptions['testing'] = {}): Promise<Host> => {
    const load = (module: Type) => ({ module: async (): Promise<Type> => module });
    const started = await startHost({
      host,
      contexts: { rooms: load(RoomsModule), desk: load(DeskModule) },
      topology: { rooms: { transport: 'nats' } },
      transports: { nats: network.connect },
      principalKeys,
      database: { url: database.url },
      logger: false,
      testing,
    });
    open.push(started);
    return started;
  };
  const execute = <R>(message: Command<R>): Promise<R> =>
    monolith.app.get(MultilithRuntime).commandBus.execute(message);
  /** How many bookings a guest has, once every transaction that is open now has ended. */
  const booked = async (guest: string): Promise<number> => {
    const { pool } = remote.app.get(MultilithRuntime).databases.get('rooms')!;
    await pool.query('BEGIN; LOCK TABLE booking; COMMIT');
    const { rows } = await pool.query('SELECT 1 FROM booking WHERE guest = $1', [guest]);
    return rows.length;
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    remote = await start('rooms');
  });
  beforeEach(async () => {
    answer = async () => 'room 1';
    keys = [];
    network.sent.length = 0;
    network.interfere = () => undefined;
    monolith = await start('monolith');
  });
  afterEach(() => monolith.stop());
  afterAll(async () => {
    await Promise.all(open.map((host) => host.stop()));
    await database.drop();
  });

  it('is not committed when its caller has given up by then', async () => {
    let finish = (): void => {};
    const begun = new Promise<void>((resolve) => {
      answer = () => {
        resolve();
        return new Promise((done) => (finish = () => done('too late')));
      };
    });
    const call = runAtEdge({ deadline: Date.now() + 300 }, () => execute(new Book({ guest: 'ann' })));
    const outcome = call.catch((error: unknown) => error);
    await begun;
    expect(await outcome).toMatchObject({ code: 'DEADLINE_EXCEEDED', mayHaveExecuted: true });
    finish();
    expect(await booked('ann')).toBe(0);
  });

  it('is not committed when the host of its caller has gone', async () => {
    let finish = (): void => {};
    const begun = new Promise<void>((resolve) => {
      answer = () => {
        resolve();
        return new Promise((done) => (finish = () => done('nobody listens')));
      };
    });
    const stranger = await network.connect();
    const call = stranger.call('rooms', {
      host: 'monolith',
      message: 'rooms.Book',
      version: 1,
      content: Content.ofJson({ guest: 'abe' }),
      caller: { kind: 'edge', name: 'stranger' },
      key: undefined,
      deadline: Date.now() + 10_000,
      principal: undefined,
      trace: { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) },
    });
    await begun;
    await stranger.close();
    await expect(call).rejects.toMatchObject({ code: 'CONNECTION_LOST', mayHaveExecuted: true });
    finish();
    expect(await booked('abe')).toBe(0);
  });

  it('is not committed when its answer is larger than the network takes', async () => {
    answer = async () => 'ß'.repeat(15_000);
    await expect(execute(new Book({ guest: 'bob' }))).rejects.toMatchObject({
      code: 'MESSAGE_TOO_LARGE',
      mayHaveExecuted: false,
    });
    expect(await booked('bob')).toBe(0);
  });

  it('was rolled back when it is refused with more than the network takes', async () => {
    answer = async () => {
      throw new Full({ guests: 'ß'.repeat(15_000) });
    };
    await expect(execute(new Book({ guest: 'bea' }))).rejects.toMatchObject({
      code: 'MESSAGE_TOO_LARGE',
      mayHaveExecuted: false,
    });
    expect(await booked('bea')).toBe(0);
  });

  it('is not begun for a message that is larger than the network takes', async () => {
    await expect(execute(new Book({ guest: 'cy', note: 'x'.repeat(20_000) }))).rejects.toMatchObject({
      code: 'MESSAGE_TOO_LARGE',
      mayHaveExecuted: false,
    });
    expect(keys).toEqual([]);
  });

  it('is not committed when its answer does not fit the contract at all', async () => {
    answer = async () => 7n as never;
    await expect(execute(new Book({ guest: 'dot' }))).rejects.toMatchObject({ code: 'INTERNAL' });
    expect(await booked('dot')).toBe(0);
  });

  it('takes effect once for a key, however often the reply is lost', async () => {
    network.interfere = () => 'reply lost';
    const book = (): Command<string> => new Book({ guest: 'eve' }, { idempotencyKey: 'eve-1' });
    for (let i = 0; i < 3; i++) await expect(execute(book())).rejects.toMatchObject({ mayHaveExecuted: true });
    network.interfere = () => undefined;
    answer = async () => 'another room';
    await expect(execute(book())).resolves.toBe('room 1');
    expect(await booked('eve')).toBe(1);
    await expect(execute(new Book({ guest: 'not eve' }, { idempotencyKey: 'eve-1' }))).rejects.toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
      mayHaveExecuted: false,
    });
  });

  it('is not repeated by an event handler that dies between its command and its commit', async () => {
    await monolith.stop();
    let died = (): void => {};
    const death = new Promise<void>((resolve) => (died = resolve));
    monolith = await start('monolith', { wrapStore: (store) => dyingBeforeCommit(store, () => keys.length, died) });
    await execute(new Arrive({ guest: 'fay' }));
    await death;
    const firstKeys = [...keys];
    await monolith.stop();
    monolith = await start('monolith');
    await vi.waitFor(() => expect(network.count('rooms.Book')).toBeGreaterThan(firstKeys.length), 10_000);
    await vi.waitFor(async () => expect(await pending()).toBe(0), 10_000);
    const sent = network.sent.flatMap(({ request }) => (request.message === 'rooms.Book' ? [request.key] : []));
    expect(new Set(sent).size).toBe(1);
    expect(sent[0]).toMatch(/^[\w-]{43}$/);
    expect(firstKeys).toEqual([sent[0]]);
    expect(keys).toEqual(firstKeys);
    expect(await booked('fay')).toBe(1);
  });

  const pending = async (): Promise<number> =>
    (await monolith.status()).reduce(
      (sum, { publishers }) => sum + publishers.reduce((n, { lag = Infinity }) => n + lag, 0),
      0,
    );
});

/**
 * The process ends after the handler has run and before its transaction is committed; the database rolls it back.
 * Transactions without an event, which only move a cursor past events that it does not handle, are left alone.
 */
function dyingBeforeCommit(store: SubscriptionStore, handled: () => number, died: () => void): SubscriptionStore {
  const transact: SubscriptionStore['transact'] = (work) =>
    store.transact(async (transaction) => {
      const before = handled();
      const result = await work(transaction);
      if (handled() === before) return result;
      died();
      throw new Error('the process was killed');
    });
  return new Proxy(store, {
    get: (target, name) => {
      if (name === 'transact') return transact;
      const value = Reflect.get(target, name, target) as unknown;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
