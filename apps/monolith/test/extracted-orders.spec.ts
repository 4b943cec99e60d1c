import { connect } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orderIn, placeOrder } from './checkout.js';
import { GraphqlClient } from '@multilith/edge/testing';
import { messageSchemas } from './message-schemas.js';
import { OrdersElsewhere } from './orders-elsewhere.js';

const PATIENCE = 240_000;
const mug = { customerId: 'ada', lines: [{ sku: 'MUG-BLUE', quantity: 1 }] };
const hosts = new OrdersElsewhere();
let staff: GraphqlClient;

const loadedModules = (name: string): string[] => [
  ...new Set(hosts.loaded(name).flatMap((url) => /\/libs\/modules\/(.+?)(?:\?|$)/.exec(url)?.[1] ?? [])),
];

beforeAll(async () => {
  await hosts.start();
  staff = new GraphqlClient(hosts.url, hosts.token);
}, PATIENCE);
afterAll(() => hosts.stop());

describe('orders in a host of its own', { timeout: PATIENCE }, () => {
  it('takes orders that the rest of the shop confirms', async () => {
    const orderId = await placeOrder(staff, mug);
    expect((await orderIn(staff, orderId, 'CONFIRMED')).payment?.state).toBe('CAPTURED');
  });

  it('publishes events as its AsyncAPI document describes them', async () => {
    const schemas = messageSchemas('orders');
    const nats = await connect({ servers: hosts.natsUrl });
    try {
      const messages = nats.subscribe('multilith.events.orders.*', { max: 2 });
      await orderIn(staff, await placeOrder(staff, mug), 'CONFIRMED');
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

  it('loads no file of another module, and the monolith none of orders but its API', () => {
    expect(loadedModules('orders').filter((path) => !path.startsWith('orders/'))).toEqual([]);
    expect(loadedModules('orders')).toContain('orders/dist/orders.module.js');
    const ofOrders = loadedModules('monolith').filter((path) => path.startsWith('orders/'));
    expect(ofOrders).toContain('orders/dist/api/index.js');
    expect(ofOrders.filter((path) => !path.startsWith('orders/dist/api/'))).toEqual([]);
    expect(loadedModules('monolith')).toContain('catalog/dist/catalog.module.js');
  });

  it('answers health checks without an edge', async () => {
    const [, url] = await hosts.orders.printed(/Health at (http:\/\/[\w.:/]+)/);
    expect(await (await fetch(url!)).json()).toEqual({ status: 'ok' });
  });

  it('is missed with a clear error while it is down, and goes on where it was', async () => {
    hosts.orders.kill('SIGKILL');
    await hosts.orders.ended();
    const { errors } = await staff.send('{ orders(first: 1) { nodes { orderId } } }');
    expect(errors[0]?.extensions.code).toBe('UNAVAILABLE');
    await hosts.startOrders();
    const orderId = await placeOrder(staff, mug);
    await orderIn(staff, orderId, 'CONFIRMED');
    hosts.orders.kill('SIGTERM');
    expect(await hosts.orders.ended()).toEqual({ code: 0, signal: null });
  });
});
