import { randomUUID } from 'node:crypto';
import { Module } from '@nestjs/common';
import { CommandHandler, EventBus, EventsHandler } from '@nestjs/cqrs';
import { command, Content, contract, currentCall, event, type JsonValue } from '@multilith/contract';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { createTestDatabase, type TestDatabase } from '@multilith/embedded-postgres/testing';
import { LoopbackNetwork } from '../../test/transport/loopback-network.js';
import { runAtEdge } from '@multilith/data';
import { ContextModule } from '../context.module.js';
import { subscription } from '../context/subscription.js';
import { retryParkedEvents } from '@multilith/events';
import { MultilithRuntime } from '../host/multilith-runtime.js';
import { startHost, type Host } from '../host/start-host.js';
import { temporaryPrincipalKeys } from '../principal/principal-keys.js';
import { announcementFromWire } from './journal-announcement.js';
import { JOURNAL_QUESTIONS, type JournalQuestion } from './journal-wire.js';
import { RemoteJournalSource } from './journal-remote-source.js';
import type { CallReply, Transport } from './transport.js';

const payload = z.object({ order: z.string() });
class Place extends command('orders.Place', { input: payload, access: 'public' }) {}
class Placed extends event('orders.Placed', { payload, key: ({ order }) => order }) {}
class Paid extends event('payments.Paid', { payload, key: ({ order }) => order }) {}
const orders = contract('orders', [Place, Placed]);
const desk = contract('desk', []);

const handled: string[] = [];
/** Idempotency keys of the work. */
const keys: (string | undefined)[] = [];

@CommandHandler(Place)
class PlaceHandler {
  constructor(private readonly events: EventBus) {}
  execute = async ({ order }: Place): Promise<void> => void this.events.publish(new Placed({ order }));
}
@Module({
  imports: [ContextModule.forFeature({ contract: orders, persistence: { entities: [], migrations: [] } })],
  providers: [PlaceHandler],
})
class OrdersModule {}

/** Hears both publishers, so their events share its transactions. */
@EventsHandler(Placed, Paid)
class Listen {
  handle = async (heard: Placed | Paid): Promise<void> => {
    if (heard.order === 'fails') throw new Error('it is refused');
    handled.push(heard.order);
    keys.push(currentCall().idempotencyKey);
  };
}
@Module({
  imports: [
    ContextModule.forFeature({
      contract: desk,
      subscriptions: [subscription('both', { handler: Listen, start: 'beginning' })],
      persistence: { entities: [], migrations: [] },
    }),
  ],
  providers: [Listen],
})
class DeskModule {}

type Answers = Record<JournalQuestion, (content: Record<string, JsonValue>) => JsonValue>;

/** An event of payments as an honest host sends it, to be changed. */
const paid = (position: number | string, more: Record<string, JsonValue> = {}): Record<string, JsonValue> => ({
  id: randomUUID(),
  name: 'payments.Paid',
  version: 1,
  key: 'k',
  lane: 3,
  position: String(position),
  occurredAt: new Date().toISOString(),
  payload: { order: `paid ${position}` },
  trace: { traceId: '1'.repeat(32), spanId: '1'.repeat(16) },
  ...more,
});

describe('a publisher that lies', () => {
  const network = new LoopbackNetwork();
  let database: TestDatabase;
  let host: Host;
  let liar: Transport;
  let answers: Answers;
  const page = (...events: JsonValue[]): JsonValue => ({ events, complete: true });

  beforeEach(async () => {
    handled.length = keys.length = 0;
    answers = {
      mark: () => ({ epoch: 'e1', head: '0', writers: [] }),
      unfinished: () => [],
      read: () => page(),
      readLanes: () => page(),
      readOne: () => page(),
      countAfter: () => ({ count: 0, oldest: null }),
    };
    liar = await network.connect({ host: 'payments' });
    await liar.serveJournal('payments', async ({ message, content }): Promise<CallReply> => {
      const question = message.slice('payments.$journal.'.length) as JournalQuestion;
      return { answer: Content.ofJson(answers[question](content.value as Record<string, JsonValue>)) };
    });
    database = await createTestDatabase();
    host = await startHost({
      host: 'monolith',
      contexts: { orders: { module: async () => OrdersModule }, desk: { module: async () => DeskModule } },
      topology: { payments: { transport: 'nats' } },
      transports: { nats: network.connect },
      principalKeys: temporaryPrincipalKeys(),
      database: { url: database.url },
      logger: false,
      events: { retryPolicy: { maxAttempts: 1, delayAfter: () => 10 } },
    });
  });
  afterEach(async () => {
    await host.stop();
    await liar.close();
    await database.drop();
  });

  const place = (order: string): Promise<unknown> =>
    runAtEdge({}, () => host.app.get(MultilithRuntime).commandBus.execute(new Place({ order })));
  const publish = (head: string, ...events: JsonValue[]): void => {
    answers.mark = () => ({ epoch: 'e1', head, writers: [] });
    answers.read = answers.readLanes = () => page(...events);
    liar.announce('payments', { journal: {} });
  };
  const poolOf = (context: string) => host.app.get(MultilithRuntime).databases.get(context)!.pool;
  /** Events of orders are handled, and that is committed. */
  const stillHears = async (): Promise<void> => {
    for (const order of ['o1', 'o2', 'o3']) {
      await place(order);
      const { rows } = await poolOf('orders').query('SELECT max(id) AS head FROM journal');
      const reached = "SELECT max(position) AS head FROM subscription_cursor WHERE publisher = 'orders'";
      await vi.waitFor(async () => expect((await poolOf('desk').query(reached)).rows).toEqual(rows), {
        timeout: 2_000,
        interval: 50,
      });
    }
    expect(handled.filter((order) => order.startsWith('o'))).toEqual(['o1', 'o2', 'o3']);
  };

  it('is heard as long as it does not', async () => {
    publish('5', paid(5));
    await vi.waitFor(() => expect(handled).toEqual(['paid 5']));
    await stillHears();
  });

  const lies: [string, string, Record<string, JsonValue>][] = [
    ['a position that no database has', '9999999999999999999', { position: '9999999999999999999' }],
    ['an id that is no UUID', '5', { id: 'nonsense', payload: { order: 'fails' } }],
    ['a key that no database takes', '5', { key: 'a\0b', payload: { order: 'fails' } }],
    ['a version that no database takes', '5', { version: 2_147_483_648 }],
    ['a lane that there is not', '5', { lane: 99 }],
    ['an invalid date', '5', { occurredAt: 'yesterday' }],
    ['an invalid trace', '5', { trace: { traceId: '\n', spanId: '' } }],
  ];
  it.each(lies)('holds up no events of others with %s', async (_what, head, more) => {
    let looks = 0;
    publish(head, paid(5, more));
    const { read } = answers;
    answers.read = (content) => (looks++, read(content));
    answers.mark = () => (looks++, { epoch: 'e1', head, writers: [] });
    await vi.waitFor(() => expect(looks).toBeGreaterThan(2), { timeout: 5_000 });
    await stillHears();
    expect(handled.filter((order) => order.startsWith('paid'))).toEqual([]);
  });

  it('publishes no events of another', async () => {
    let looks = 0;
    publish('5', paid(5, { name: 'orders.Placed', payload: { order: 'forged' } }));
    const { readLanes } = answers;
    answers.read = answers.readLanes = (content) => (looks++, readLanes(content));
    await vi.waitFor(() => expect(looks).toBeGreaterThan(2), { timeout: 5_000 });
    await stillHears();
    expect(handled).toEqual(['o1', 'o2', 'o3']);
  });

  it('publishes no events of another when an event that was parked is read again', async () => {
    publish('5', paid(5, { payload: { order: 'fails' } }));
    const parked = { status: 'parked', position: '5' };
    const pool = poolOf('desk');
    const rows = async () => (await pool.query('SELECT status, position FROM parked_event')).rows;
    await vi.waitFor(async () => expect(await rows()).toEqual([parked]), { timeout: 5_000 });
    let looks = 0;
    answers.readOne = () => (looks++, page(paid(5, { name: 'orders.Placed', payload: { order: 'forged' } })));
    await retryParkedEvents(pool, {});
    await vi.waitFor(() => expect(looks).toBeGreaterThan(0), { timeout: 5_000 });
    await stillHears();
    expect(handled).toEqual(['o1', 'o2', 'o3']);
  });

  it('has no row of a local journal handled as an event of another, that was changed after it was parked', async () => {
    await place('fails');
    const rows = async () =>
      (await poolOf('desk').query('SELECT status, publisher, last_error FROM parked_event')).rows;
    await vi.waitFor(
      async () => expect(await rows()).toMatchObject([{ status: 'parked', publisher: 'orders' }]),
      5_000,
    );
    const forged = JSON.stringify({ order: 'paid, says orders' });
    await poolOf('orders').query("UPDATE journal SET name = 'payments.Paid', payload = $1", [forged]);
    await retryParkedEvents(poolOf('desk'), {});
    const unwanted = expect.stringContaining('does not want') as unknown;
    await vi.waitFor(
      async () => expect(await rows()).toMatchObject([{ status: 'parked', last_error: unwanted }]),
      5_000,
    );
    expect(handled).toEqual([]);
  });

  it('takes no command of the work of an event of another by taking the id of that event', async () => {
    await place('o1');
    const [{ event_id: id }] = (await poolOf('orders').query('SELECT event_id FROM journal')).rows as [
      { event_id: string },
    ];
    publish('5', paid(5, { id }));
    await vi.waitFor(() => expect(handled.sort()).toEqual(['o1', 'paid 5']), 5_000);
    expect(new Set(keys).size).toBe(2);
  });

  it('holds up no events of others with a head that no database has', async () => {
    let looks = 0;
    publish('9223372036854775808');
    const { mark } = answers;
    answers.mark = (content) => (looks++, mark(content));
    await vi.waitFor(() => expect(looks).toBeGreaterThan(2), { timeout: 5_000 });
    await stillHears();
  });

  const stable = (more: Record<string, JsonValue>): JsonValue => ({
    journal: { stable: { epoch: 'e1', head: '5', lanes: Array.from({ length: 16 }, () => '5'), ...more } },
  });
  it('announces nothing that no database has', () => {
    expect(announcementFromWire(stable({}))?.stable?.head).toBe(5n);
    expect(announcementFromWire(stable({ head: '9223372036854775807' }))).toBeDefined();
    expect(announcementFromWire(stable({ head: '9223372036854775808' }))).toBeUndefined();
    expect(announcementFromWire(stable({ epoch: 'e\0' }))).toBeUndefined();
    expect(announcementFromWire(stable({ epoch: 'e'.repeat(65) }))).toBeUndefined();
  });

  describe('that says that there is always more', () => {
    const slice = { upTo: 1_000n, names: ['payments.Paid'], limit: 10 };
    const source = (): RemoteJournalSource =>
      new RemoteJournalSource({
        publisher: 'payments',
        reader: { kind: 'context', name: 'desk' },
        host: 'monolith',
        transport: reader,
      });
    let reader: Transport;
    beforeEach(async () => {
      reader = await network.connect({ host: 'monolith' });
    });
    afterEach(() => reader.close());
    const more =
      (...events: JsonValue[]): (() => JsonValue) =>
      () => ({ events, complete: false });

    it('gives no more than was asked for', async () => {
      answers.read = ({ after }) => more(...[1, 2, 3].map((n) => paid(Number(after) + n)))();
      expect(await source().read(0n, slice)).toHaveLength(10);
      answers.readLanes = ({ lanes }) => {
        const [place] = lanes as { after: string }[];
        return place ? more(paid(Number(place.after) + 1))() : page();
      };
      expect(await source().readLanes([{ lane: 3, after: 0n }], slice)).toHaveLength(10);
    });

    const endless: [string, () => JsonValue][] = [
      ['nothing', more()],
      ['the same again', more(paid(1))],
      ['what is not ascending', more(paid(2), paid(1))],
      ['what comes after the end', more(paid(1_001))],
      ['what came before', more(paid(0))],
    ];
    it.each(endless)('is left when it sends %s', async (_what, answer) => {
      answers.read = answers.readLanes = answer;
      const problem = { code: 'JOURNAL_UNAVAILABLE' };
      await expect(source().read(0n, slice)).rejects.toMatchObject(problem);
      await expect(source().readLanes([{ lane: 3, after: 0n }], slice)).rejects.toMatchObject(problem);
      await expect(source().readLanes([{ lane: 4, after: 0n }], slice)).rejects.toMatchObject(problem);
    });
  });

  it('has an answer for every question', () =>
    expect(Object.keys(answers).sort()).toEqual([...JOURNAL_QUESTIONS].sort()));
});
