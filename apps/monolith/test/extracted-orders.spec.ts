import { connect } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orderIn, placeOrder } from './checkout.js';
import { eventually } from './eventually.js';
import { GraphqlClient } from '@multilith/edge/testing';
import { OrdersElsewhere } from './elsewhere/orders-elsewhere.js';
import { messageSchemas } from './message-schemas.js';
import { ordersFrom } from './strangers/orders-of-strangers.js';

const PATIENCE = 240_000;
const mug = { customerId: 'ada', lines: [{ sku: 'MUG-BLUE', quantity: 1 }] };

/** Starts the shop for a `describe`. */
function shopOver<Transport extends 'nats' | 'grpc'>(transport: Transport) {
  const hosts = new OrdersElsewhere(transport);
  beforeAll(() => hosts.start(), PATIENCE);
  afterAll(() => hosts.stop());
  return {
    hosts,
    get staff(): GraphqlClient {
      return new GraphqlClient(hosts.url, hosts.token);
    },
  };
}

type ShopInTwo = Pick<ReturnType<typeof shopOver<'nats'>>, 'staff'> & {
  readonly hosts: Pick<OrdersElsewhere, 'loaded' | 'orders' | 'startOrders'>;
};

const loadedIn = (shop: ShopInTwo, name: string, part: RegExp): string[] => [
  ...new Set(shop.hosts.loaded(name).flatMap((url) => part.exec(url)?.[1] ?? [])),
];
const loadedModules = (shop: ShopInTwo, name: string): string[] =>
  loadedIn(shop, name, /\/libs\/modules\/(.+?)(?:\?|$)/);
const loadedTransports = (shop: ShopInTwo, name: string): string[] =>
  loadedIn(shop, name, /\/libs\/platform\/(nats|grpc)\/dist\//);

async function takesOrders({ staff }: ShopInTwo): Promise<void> {
  const orderId = await placeOrder(staff, mug);
  expect((await orderIn(staff, orderId, 'CONFIRMED')).payment?.state).toBe('CAPTURED');
}

/** The last one of a shop: it ends the host. */
async function isMissed(shop: ShopInTwo): Promise<void> {
  const { hosts, staff } = shop;
  hosts.orders.kill('SIGKILL');
  await hosts.orders.ended();
  const askedFor = async (): Promise<unknown> =>
    (await staff.send('{ orders(first: 1) { nodes { orderId } } }')).errors[0]?.extensions.code;
  expect(await askedFor()).toBe('UNAVAILABLE');
  await hosts.startOrders();
  // Over gRPC the monolith has to find it again.
  await eventually(askedFor, (code) => code === undefined);
  await takesOrders(shop);
  hosts.orders.kill('SIGTERM');
  expect(await hosts.orders.ended()).toEqual({ code: 0, signal: null });
}

describe('orders in a host of its own, over NATS', { timeout: PATIENCE }, () => {
  const shop = shopOver('nats');
  const { hosts } = shop;

  it('takes orders that the rest of the shop confirms', () => takesOrders(shop));

  it('publishes events as its AsyncAPI document describes them', async () => {
    const schemas = messageSchemas('orders');
    const nats = await connect({ servers: hosts.network.url });
    try {
      const messages = nats.subscribe('multilith.events.orders.*', { max: 2 });
      await orderIn(shop.staff, await placeOrder(shop.staff, mug), 'CONFIRMED');
      const names: string[] = [];
      for await (const message of messages) {
        const body = message.json<{ name: string; version: number }>();
        const headers = Object.fromEntries([...message.headers!].map(([name, [value]]) => [name, value]));
        names.push(body.name);
        expect(schemas.faults(body, headers)).toEqual([]);
      }
      expect(names).toEqual(['orders.OrderPlaced', 'orders.OrderConfirmed']);
    } finally {
      await nats.close();
    }
  });

  it('loads no file of another module and nothing of gRPC, and the monolith none of orders but its API', () => {
    expect(loadedModules(shop, 'orders').filter((path) => !path.startsWith('orders/'))).toEqual([]);
    expect(loadedModules(shop, 'orders')).toContain('orders/dist/orders.module.js');
    const ofOrders = loadedModules(shop, 'monolith').filter((path) => path.startsWith('orders/'));
    expect(ofOrders).toContain('orders/dist/api/index.js');
    expect(ofOrders.filter((path) => !path.startsWith('orders/dist/api/'))).toEqual([]);
    expect(loadedModules(shop, 'monolith')).toContain('catalog/dist/catalog.module.js');
    for (const name of ['orders', 'monolith']) expect(loadedTransports(shop, name)).toEqual(['nats']);
  });

  it('answers health checks without an edge', async () => {
    const [, url] = await hosts.orders.printed(/Health at (http:\/\/[\w.:/]+)/);
    expect(await (await fetch(url!)).json()).toEqual({ status: 'ok' });
  });

  it('is missed with a clear error while it is down, and goes on where it was', () => isMissed(shop));
});

/*
 * What does not depend on the transport is above: files of modules, health. Mutual TLS, as in production; the specs of
 * contexts and `npm run test:split` run over gRPC in plain text.
 */
describe('orders in a host of its own, over gRPC with mutual TLS', { timeout: PATIENCE }, () => {
  const shop = shopOver('grpc');
  const { hosts } = shop;

  it('takes orders that the rest of the shop confirms', () => takesOrders(shop));

  it('needs nothing of NATS', () => {
    for (const name of ['orders', 'monolith']) expect(loadedTransports(shop, name)).toEqual(['grpc']);
  });

  it.each(['python', 'javascript'] as const)(
    'takes orders of a program in %s that has gRPC, the proto files and a certificate',
    (language) =>
      ordersFrom(language, {
        address: hosts.network.orders,
        settings: hosts.network.partner,
        staff: shop.staff,
        count: async (reference) => {
          const [row] = await hosts.database.query<{ count: number }>(
            'SELECT count(*)::integer FROM orders.orders WHERE reference = $1',
            [reference],
          );
          return row!.count;
        },
      }),
  );

  it('is missed with a clear error while it is down, and goes on where it was', () => isMissed(shop));
});
