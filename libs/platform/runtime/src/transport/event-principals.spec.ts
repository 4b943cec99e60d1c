import { randomUUID } from 'node:crypto';
import { Module, type Type } from '@nestjs/common';
import { CommandBus, CommandHandler, EventBus, EventsHandler, QueryHandler, type Command } from '@nestjs/cqrs';
import {
  command,
  contract,
  currentCall,
  event,
  query,
  roles,
  type JsonValue,
  type Principal,
  Content,
} from '@multilith/contract';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { createTestDatabase, type TestDatabase } from '@multilith/embedded-postgres/testing';
import { LoopbackNetwork } from '../../test/transport/loopback-network.js';
import { runAtEdge } from '@multilith/data';
import { ContextModule } from '../context.module.js';
import { subscription } from '../context/subscription.js';
import { use } from '../context/use.js';
import { listParkedEvents, retryParkedEvents } from '@multilith/events';
import { MultilithRuntime } from '../host/multilith-runtime.js';
import { startHost, type Host } from '../host/start-host.js';
import type { Topology } from '../topology/topology.js';
import { temporaryPrincipalKeys } from '../principal/principal-keys.js';
import { PrincipalTokens } from '../principal/principal-tokens.js';
import { plain, type PlainReply } from './conformance/transport-world.js';
import type { CallRequest } from './call-request.js';

const input = z.object({ order: z.string() });
class Place extends command('orders.Place', { input, access: 'authenticated' }) {}
class Mine extends query('orders.Mine', { input: z.object({}), output: z.string(), access: 'authenticated' }) {}
class Placed extends event('orders.Placed', { payload: input, key: ({ order }) => order }) {}
class Note extends command('desk.Note', { input, access: 'authenticated' }) {}
class Approve extends command('desk.Approve', { input, access: roles('staff') }) {}
const orders = contract('orders', [Place, Mine, Placed]);
const payments = contract('payments', []);
const desk = contract('desk', [Note, Approve]);

/** What the handler of a placed order does, and what was seen; changed by tests. */
let onPlaced: (it: { commands: CommandBus; events: EventBus }, order: string) => Promise<void>;
const handled: { order: string; principal: Principal | undefined }[] = [];
const noted: { order: string; principal: Principal | undefined; key: string | undefined }[] = [];

@CommandHandler(Place)
class PlaceHandler {
  constructor(private readonly events: EventBus) {}
  async execute({ order }: Place): Promise<void> {
    this.events.publish(new Placed({ order }));
  }
}
@QueryHandler(Mine)
class MineHandler {
  execute = async (): Promise<string> => JSON.stringify(currentCall().principal);
}
@Module({
  imports: [ContextModule.forFeature({ contract: orders, persistence: { entities: [], migrations: [] } })],
  providers: [PlaceHandler, MineHandler],
})
class OrdersModule {}

@EventsHandler(Placed)
class PayOrder {
  constructor(
    readonly commands: CommandBus,
    readonly events: EventBus,
  ) {}
  async handle({ order }: Placed): Promise<void> {
    handled.push({ order, principal: currentCall().principal });
    await onPlaced(this, order);
  }
}
class Paid {
  constructor(readonly order: string) {}
}
@EventsHandler(Paid)
class NotePaid {
  constructor(private readonly commands: CommandBus) {}
  handle = ({ order }: Paid): Promise<void> => this.commands.execute(new Note({ order }));
}
@Module({
  imports: [
    ContextModule.forFeature({
      contract: payments,
      uses: [use(desk, { whenUnavailable: 'fail' })],
      subscriptions: [subscription('pay', { handler: PayOrder, start: 'beginning' })],
      persistence: { entities: [], migrations: [] },
    }),
  ],
  providers: [PayOrder, NotePaid],
})
class PaymentsModule {}

@CommandHandler(Note)
class NoteHandler {
  async execute({ order }: Note): Promise<void> {
    const { principal, idempotencyKey: key } = currentCall();
    noted.push({ order, principal, key });
  }
}
@CommandHandler(Approve)
class ApproveHandler {
  async execute({ order }: Approve): Promise<void> {
    noted.push({ order: `approved ${order}`, principal: currentCall().principal, key: undefined });
  }
}
@Module({
  imports: [
    ContextModule.forFeature({
      contract: desk,
      uses: [use(orders, { whenUnavailable: 'fail' })],
      persistence: { entities: [], migrations: [] },
    }),
  ],
  providers: [NoteHandler, ApproveHandler],
})
class DeskModule {}
@Module({ imports: [ContextModule.forApi({ contract: orders })] })
class OrdersApiModule {}

const EXTRACTED: Topology = { orders: { transport: 'nats' }, payments: { transport: 'nats' } };
const staff: Principal = { subject: 'sam', roles: ['staff'] };
const TRACE = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };

describe.each<[string, Topology]>([
  ['in one process', {}],
  ['between hosts', EXTRACTED],
])('who an event was caused by, %s', (_placement, topology) => {
  const network = new LoopbackNetwork();
  const keys = temporaryPrincipalKeys();
  const hosts = new Map<string, Host>();
  let database: TestDatabase;

  const start = async (host: string): Promise<void> => {
    const load = (module: Type) => ({ module: async (): Promise<Type> => module });
    const started = await startHost({
      host,
      contexts: { orders: load(OrdersModule), payments: load(PaymentsModule), desk: load(DeskModule) },
      imports: host === 'monolith' ? [OrdersApiModule] : [],
      topology,
      transports: { nats: network.connect },
      principalKeys: keys,
      database: { url: database.url },
      logger: false,
      events: { retryPolicy: { maxAttempts: 2, delayAfter: () => 10 } },
    });
    hosts.set(host, started);
  };
  const runtimeOf = (context: string): MultilithRuntime =>
    hosts.get(topology[context] ? context : 'monolith')!.app.get(MultilithRuntime);
  const poolOf = (context: string) => runtimeOf(context).databases.get(context)!.pool;
  const execute = (message: Command<unknown>, principal = staff): Promise<unknown> =>
    runAtEdge({ principal }, () =>
      (
        hosts.get('monolith')!.app.get(MultilithRuntime).commandBus as { execute(sent: object): Promise<unknown> }
      ).execute(message),
    );
  const ordersHandled = (): string[] => [...new Set(handled.map(({ order }) => order))].sort();
  const hostsToStart = ['orders', 'payments'].filter((host) => topology[host]);

  beforeEach(async () => {
    handled.length = noted.length = 0;
    onPlaced = async () => {};
    database = await createTestDatabase();
    for (const host of [...hostsToStart, 'monolith']) await start(host);
  });
  afterEach(async () => {
    await Promise.all([...hosts.values()].map((host) => host.stop()));
    hosts.clear();
    await database.drop();
  });

  it('is who its handlers act for, without the roles: an order that staff places makes no context staff', async () => {
    const refusals: unknown[] = [];
    onPlaced = async ({ commands }, order) => {
      await commands.execute(new Note({ order }));
      await commands.execute(new Approve({ order })).catch((error: unknown) => refusals.push(error));
    };
    await execute(new Place({ order: 'o1' }));
    await vi.waitFor(() => expect(refusals).toHaveLength(1));
    const sam = { subject: 'sam', roles: [] };
    expect(handled).toEqual([{ order: 'o1', principal: sam }]);
    expect(noted).toEqual([{ order: 'o1', principal: sam, key: expect.any(String) }]);
    expect(refusals[0]).toMatchObject({ code: 'ACCESS_DENIED' });
    await execute(new Approve({ order: 'o2' }));
    expect(noted[1]).toEqual({ order: 'approved o2', principal: staff, key: undefined });
  });

  it('lets a command of the work take effect once, however often the event is handled', async () => {
    let failures = 1;
    onPlaced = async ({ commands }, order) => {
      await commands.execute(new Note({ order }));
      if (failures-- > 0) throw new Error('dropped it');
    };
    await execute(new Place({ order: 'o1' }));
    await vi.waitFor(() => expect(failures).toBe(-1));
    expect(handled).toHaveLength(2);
    expect(noted).toHaveLength(1);
  });

  it('is also who private events of the work act for, which are handled after the commit', async () => {
    onPlaced = async ({ events }, order) => void events.publish(new Paid(order));
    await execute(new Place({ order: 'o1' }));
    await vi.waitFor(() => expect(noted).toHaveLength(1));
    expect(noted[0]).toMatchObject({ order: 'o1', principal: { subject: 'sam', roles: [] } });
  });

  if (topology !== EXTRACTED) return;

  it('keeps only its own event from being handled where it is forged, and can be mended', async () => {
    await hosts.get('payments')!.stop();
    hosts.delete('payments');
    for (const order of ['o1', 'o2', 'o3']) await execute(new Place({ order }));
    const journal = poolOf('orders');
    const { rows } = await journal.query("SELECT headers FROM journal WHERE key = 'o2'");
    const headers = rows[0]!['headers'] as { principalToken: string };
    const ofAnother = new PrincipalTokens(keys, 'monolith', topology).tokenFor(
      { subject: 'eve', roles: [] },
      { context: 'payments', deadline: undefined, key: undefined },
    );
    const store = (kept: object): Promise<unknown> =>
      journal.query("UPDATE journal SET headers = $1 WHERE key = 'o2'", [JSON.stringify(kept)]);
    await store({ ...headers, principalToken: ofAnother!.split('~')[0] });
    await start('payments');
    await vi.waitFor(async () =>
      expect((await listParkedEvents(poolOf('payments'))).map(({ key }) => key)).toEqual(['o2']),
    );
    const [parked] = await listParkedEvents(poolOf('payments'));
    expect(parked).toMatchObject({
      status: 'parked',
      lastError: expect.stringContaining('PRINCIPAL_REFUSED') as string,
    });
    await vi.waitFor(() => expect(ordersHandled()).toEqual(['o1', 'o3']));
    await store(headers);
    await hosts.get('orders')!.stop();
    await start('orders');
    await retryParkedEvents(poolOf('payments'), {});
    await vi.waitFor(() => expect(ordersHandled()).toEqual(['o1', 'o2', 'o3']));
  });

  it('gives a host that follows nothing but the work of that event', async () => {
    await hosts.get('payments')!.stop();
    hosts.delete('payments');
    network.sent.length = 0;
    await execute(new Place({ order: 'o1' }));
    const letIn = network.sent.find(({ request }) => request.message === 'orders.Place')!.request.principal!;
    // What payments can get hold of: everything in the journal that it follows, and its own key.
    const transport = await network.connect({ host: 'payments' });
    const request = (
      message: string,
      content: JsonValue,
      more: Partial<Omit<CallRequest, 'content'>>,
    ): CallRequest => ({
      host: 'payments',
      message,
      version: 1,
      content: Content.ofJson(content),
      caller: { kind: 'context', name: 'payments' },
      key: undefined,
      deadline: Date.now() + 5_000,
      principal: undefined,
      trace: TRACE,
      ...more,
    });
    const slice = { upTo: '1000000', names: ['orders.Placed'], limit: 10 };
    const page = plain(
      await transport.askJournal('orders', request('orders.$journal.read', { after: '0', slice }, {})),
    ) as {
      answer: { events: { id: string; occurredAt: string; principal: string }[] };
    };
    const [seen] = page.answer.events;
    const mine = new PrincipalTokens(keys, 'payments', topology);
    const bound = mine.principalOf(
      {
        eventId: seen!.id,
        name: 'orders.Placed',
        version: 1,
        key: 'o1',
        lane: 0,
        position: 1n,
        payload: {},
        occurredAt: new Date(seen!.occurredAt),
        headers: { trace: TRACE, eventToken: seen!.principal },
      },
      'orders',
    )!;
    const tokenFor = (context: string, key?: string): string =>
      mine.tokenFor(bound, { context, deadline: undefined, key })!;
    const note = (more: Partial<Omit<CallRequest, 'content'>>): Promise<PlainReply> =>
      transport.call('desk', request('desk.Note', { order: 'stolen' }, more)).then(plain);
    const UNAUTHENTICATED = { failure: { code: 'UNAUTHENTICATED', mayHaveExecuted: false } };

    for (const [context, message, content] of [
      ['orders', 'orders.Mine', {}],
      ['orders', 'orders.Place', { order: 'stolen' }],
      ['desk', 'desk.Note', { order: 'stolen' }],
    ] as const)
      for (const principal of [seen!.principal, letIn, `${seen!.principal}~${letIn}`])
        expect(await transport.call(context, request(message, content, { principal })), message).toMatchObject(
          UNAUTHENTICATED,
        );

    const key = randomUUID();
    const principal = tokenFor('desk', key);
    expect(await note({ principal })).toMatchObject(UNAUTHENTICATED);
    expect(await note({ principal, key: randomUUID() })).toMatchObject(UNAUTHENTICATED);
    expect(await note({ principal: tokenFor('desk'), key })).toMatchObject(UNAUTHENTICATED);
    expect(noted).toEqual([]);
    for (let i = 0; i < 3; i++) expect(await note({ principal, key })).toEqual({ answer: null });
    expect(noted).toEqual([{ order: 'stolen', principal: { subject: 'sam', roles: [] }, key }]);
    const approve = request('desk.Approve', { order: 'o1' }, { principal, key });
    expect(await transport.call('desk', approve)).toMatchObject({ failure: { code: 'ACCESS_DENIED' } });
    // In a context that it may call, it can ask for the subject; a network's permissions say which that are.
    const ask = request('orders.Mine', {}, { principal: tokenFor('orders') });
    expect(plain(await transport.call('orders', ask))).toEqual({
      answer: JSON.stringify({ subject: 'sam', roles: [] }),
    });
  });
});
