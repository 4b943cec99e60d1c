import type { ShopClient } from './shop-client.js';
import { customerOf, skuOf } from './shop-data.js';

/** A kind of request. Requests are counted from 0, so that every run sends the same ones. */
export interface Workload {
  readonly name: string;
  /** Whether it places orders, whose consequences are waited for and counted too. */
  readonly places: boolean;
  send(client: ShopClient, n: number): Promise<boolean>;
}

const BROWSE = `{
  products(first: 20) {
    nodes { sku name price unitsSold stock { onHand available } }
    pageInfo { hasNextPage endCursor }
  }
}`;
const LIST = `{
  orders(first: 10) {
    nodes {
      orderId state total placedAt
      customer { customerId name country }
      lines { sku quantity unitPrice product { name } }
      payment { state captured }
      shipment { state shippedAt }
    }
    pageInfo { hasNextPage }
  }
}`;
const PLACE = `mutation ($input: PlaceOrderInput!, $key: String!) {
  placeOrder(input: $input, idempotencyKey: $key) { orderId }
}`;

const browse: Workload = {
  name: 'browse',
  places: false,
  send: async (client) => {
    const { products } = await client.send<{ products: { nodes: { stock: { available: number } }[] } }>(BROWSE);
    if (products.nodes.length !== 20 || !(products.nodes[0]!.stock.available > 0)) throw new Error('a wrong page');
    return false;
  },
};

const list: Workload = {
  name: 'list',
  places: false,
  send: async (client) => {
    const { orders } = await client.send<{ orders: { nodes: { customer: { name: string } }[] } }>(LIST);
    if (orders.nodes.length !== 10 || !orders.nodes[0]!.customer.name) throw new Error('a wrong page');
    return false;
  },
};

const run = Date.now().toString(36);
let placed = 0;

const place: Workload = {
  name: 'place',
  places: true,
  send: async (client, n) => {
    const lines = [0, 1, 2].map((line) => ({ sku: skuOf(n * 3 + line * 67), quantity: 1 + ((n + line) % 3) }));
    const input = { customerId: customerOf(n), lines };
    const { placeOrder } = await client.send<{ placeOrder: { orderId: string } }>(PLACE, {
      input,
      key: `${run}-${placed++}`,
    });
    if (!placeOrder.orderId) throw new Error('no order');
    return true;
  },
};

/** Seven of ten look at products, two at orders, one places an order. */
const mixed: Workload = {
  name: 'mixed',
  places: true,
  send: (client, n) => (n % 10 === 9 ? place : n % 5 === 3 ? list : browse).send(client, n),
};

export const WORKLOADS: readonly Workload[] = [browse, list, place, mixed];
