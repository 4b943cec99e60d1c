import { Module, type Type } from '@nestjs/common';
import { CommandBus, CommandHandler, EventBus, EventsHandler } from '@nestjs/cqrs';
import { command, contract, currentCall, event, type Principal } from '@multilith/contract';
import { runAtEdge } from '@multilith/data';
import { createTestDatabase, type TestDatabase } from '@multilith/embedded-postgres/testing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { LoopbackNetwork } from '../../test/transport/loopback-network.js';
import { ContextModule } from '../context.module.js';
import { subscription } from '../context/subscription.js';
import { temporaryPrincipalKeys } from '../principal/principal-keys.js';
import type { Topology } from '../topology/topology.js';
import { MultilithRuntime } from './multilith-runtime.js';
import { startHost, type Host } from './start-host.js';

const input = z.object({ order: z.string() });
class Place extends command('orders.Place', { input, access: 'authenticated' }) {}
class Placed extends event('orders.Placed', { payload: input, key: ({ order }) => order.slice(0, 1) }) {}
const orders = contract('orders', [Place, Placed]);

@CommandHandler(Place)
class PlaceHandler {
  constructor(private readonly events: EventBus) {}
  async execute({ order }: Place): Promise<void> {
    this.events.publish(new Placed({ order }));
  }
}
const persistence = { entities: [], migrations: [] };
@Module({ imports: [ContextModule.forFeature({ contract: orders, persistence })], providers: [PlaceHandler] })
class OrdersModule {}
@Module({ imports: [ContextModule.forApi({ contract: orders })] })
class OrdersApiModule {}

/** What each follower has handled; a handler that is rolled back would be seen twice. */
const handled: Record<string, { order: string; principal: Principal | undefined }[]> = {};

/** A context that follows orders. */
function follower(name: string): Type {
  @EventsHandler(Placed)
  class Follow {
    async handle({ order }: Placed): Promise<void> {
      (handled[name] ??= []).push({ order, principal: currentCall().principal });
    }
  }
  @Module({
    imports: [
      ContextModule.forFeature({
        contract: contract(name, []),
        subscriptions: [subscription('follow', { handler: Follow, start: 'beginning' })],
        persistence,
      }),
    ],
    providers: [Follow],
  })
  class FollowerModule {}
  return FollowerModule;
}
const modules: Record<string, Type> = {
  orders: OrdersModule,
  billing: follower('billing'),
  ledger: follower('ledger'),
};

const keys = temporaryPrincipalKeys();
const hosts: Host[] = [];
let database: TestDatabase;
let networks: Record<'push' | 'broker', LoopbackNetwork>;

async function start(host: string, topology: Topology): Promise<Host> {
  const contexts = Object.fromEntries(
    Object.entries(modules).map(([name, type]) => [name, { module: async () => type }]),
  );
  const started = await startHost({
    host,
    contexts,
    imports: host === 'monolith' ? [OrdersApiModule] : [],
    topology,
    transports: { push: networks.push.connect, broker: networks.broker.connect },
    principalKeys: keys,
    database: { url: database.url },
    logger: false,
  });
  hosts.push(started);
  return started;
}
async function stop(host: Host): Promise<void> {
  hosts.splice(hosts.indexOf(host), 1);
  await host.stop();
}
const sam: Principal = { subject: 'sam', roles: ['staff'] };
const place = (by: Host, order: string): Promise<void> =>
  runAtEdge({ principal: sam }, () =>
    (by.app.get(MultilithRuntime).commandBus as CommandBus).execute(new Place({ order })),
  );
const seenBy = (name: string): string[] => (handled[name] ?? []).map(({ order }) => order);
/** Waits until a follower has handled these, each once, and those of a key in order. */
async function expectHandled(name: string, placed: readonly string[]): Promise<void> {
  await vi.waitFor(() => expect(seenBy(name)).toHaveLength(placed.length), { timeout: 30_000 });
  for (const key of new Set(placed.map((order) => order[0])))
    expect(seenBy(name).filter((order) => order[0] === key)).toEqual(placed.filter((order) => order[0] === key));
}
const reads = (): number =>
  networks.push.count('orders.$journal.read') + networks.push.count('orders.$journal.readLanes');

beforeEach(async () => {
  for (const name of Object.keys(handled)) delete handled[name];
  networks = { push: new LoopbackNetwork(), broker: new LoopbackNetwork() };
  networks.push.streams = 'pushed';
  networks.broker.streams = 'kept';
  database = await createTestDatabase();
});
afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.stop()));
  await database.drop();
});

const APART: Topology = { orders: { transport: 'push' }, billing: { transport: 'push' } };

it('arrive with the principal that caused them, without a relay and without reads of the journal', async () => {
  const publisher = await start('orders', APART);
  await start('billing', APART);
  await start('monolith', APART);
  const placed = Array.from({ length: 20 }, (_, n) => `a${n}`);
  for (const [n, order] of placed.entries()) {
    await place(hosts[2]!, order);
    await expectHandled('billing', placed.slice(0, n + 1));
  }
  // Those with which the subscription begins.
  expect(reads()).toBeLessThan(5);
  expect(handled['billing']!.at(-1)!.principal).toEqual({ subject: 'sam', roles: [] });
  const { pool } = publisher.app.get(MultilithRuntime).databases.get('orders')!;
  expect((await pool.query('SELECT * FROM subscription')).rows).toEqual([]);
  expect(networks.push.followers.sent.length).toBeGreaterThan(10);
});

it('take effect once although messages get lost, followers come late, and instances of the publisher come and go', async () => {
  const placed: string[] = [];
  const placeSome = async (count: number): Promise<void> => {
    for (let n = 0; n < count; n++) {
      const order = `${'abcde'[placed.length % 5]}${placed.length}`;
      placed.push(order);
      await place(monolith, order);
    }
  };
  const first = await start('orders', APART);
  const monolith = await start('monolith', APART);
  await placeSome(10);
  const billing = await start('billing', APART);
  await placeSome(10);
  let count = 0;
  networks.push.followers.loses = () => count++ % 3 === 0;
  const second = await start('orders', APART);
  await placeSome(20);
  await expectHandled('billing', placed);
  await stop(first);
  await placeSome(10);
  await stop(billing);
  await placeSome(10);
  const again = await start('billing', APART);
  await expectHandled('billing', placed);
  await stop(second);
  await start('orders', APART);
  await placeSome(10);
  await expectHandled('billing', placed);
  expect(networks.push.followers.sent.length).toBeGreaterThan(20);
  await stop(again);
});

it('are pushed and relayed by one host whose followers use different transports', async () => {
  const topology: Topology = { billing: { transport: 'push' }, ledger: { transport: 'broker' } };
  const monolith = await start('monolith', topology);
  await start('billing', topology);
  await start('ledger', topology);
  const placed = ['a1', 'b2', 'a3', 'c4'];
  for (const order of placed) await place(monolith, order);
  await expectHandled('billing', placed);
  await expectHandled('ledger', placed);
  await vi.waitFor(() => expect(networks.broker.followers.sent).toHaveLength(4));
  const { pool } = monolith.app.get(MultilithRuntime).databases.get('orders')!;
  const relays = async (): Promise<unknown[]> => (await pool.query('SELECT name FROM subscription')).rows;
  expect(await relays()).toEqual([{ name: '$relay' }]);
});

it('leave no relay behind when a publisher changes from a broker to links', async () => {
  const before: Topology = { orders: { transport: 'broker' }, billing: { transport: 'broker' } };
  const broker = [await start('orders', before), await start('billing', before), await start('monolith', before)];
  await place(broker[2]!, 'a1');
  await expectHandled('billing', ['a1']);
  for (const host of broker) await stop(host);
  const publisher = await start('orders', APART);
  await start('billing', APART);
  await place(await start('monolith', APART), 'a2');
  await expectHandled('billing', ['a1', 'a2']);
  const { pool } = publisher.app.get(MultilithRuntime).databases.get('orders')!;
  expect((await pool.query('SELECT * FROM subscription')).rows).toEqual([]);
});
