import { eventually } from './eventually.js';
import type { GraphqlClient } from '@multilith/edge/testing';

/** An order as the specs look at it. */
export interface OrderView {
  readonly orderId: string;
  readonly state: string;
  readonly total: number;
  readonly reason: string | null;
  readonly customer: { readonly name: string; readonly lifetimeValue: number } | null;
  readonly lines: readonly {
    readonly sku: string;
    readonly quantity: number;
    readonly product: {
      readonly name: string;
      readonly unitsSold: number;
      readonly stock: { readonly onHand: number; readonly reserved: number };
    };
  }[];
  readonly payment: { readonly state: string; readonly captured: number; readonly refunded: number } | null;
}

export const ORDER_FIELDS = `
  orderId state total reason
  customer { name lifetimeValue }
  lines { sku quantity product { name unitsSold stock { onHand reserved } } }
  payment { state captured refunded }
`;

/** Fills a shop through its API: products at 10.00 each with stock, and one customer. */
export async function fillShop(client: GraphqlClient, skus: readonly string[], quantity = 100): Promise<void> {
  await client.data(
    `mutation ($products: [ProductInput!]!, $lines: [StockLineInput!]!) {
       upsertProducts(input: { products: $products }) { created }
       receiveStock(input: { lines: $lines }) { units }
       registerCustomer(input: { customerId: "ada", name: "Ada", country: "United Kingdom" }) { customerId }
     }`,
    {
      products: skus.map((sku) => ({ sku, name: `Product ${sku}`, price: 1000 })),
      lines: skus.map((sku) => ({ sku, quantity })),
    },
  );
}

export const PLACE_ORDER =
  'mutation ($input: PlaceOrderInput!, $key: String) { placeOrder(input: $input, idempotencyKey: $key) { orderId order { state total } } }';

/** Places an order and returns its id. */
export async function placeOrder(
  client: GraphqlClient,
  input: {
    readonly customerId: string;
    readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
    readonly paymentMethod?: string;
  },
  key?: string,
): Promise<string> {
  const { placeOrder } = await client.data<{ placeOrder: { orderId: string } }>(PLACE_ORDER, { input, key });
  return placeOrder.orderId;
}

/** The order, once it is in a state. */
export async function orderIn(client: GraphqlClient, orderId: string, state: string): Promise<OrderView> {
  const query = `query ($orderId: ID!) { order(orderId: $orderId) { ${ORDER_FIELDS} } }`;
  return eventually(
    async () => (await client.data<{ order: OrderView }>(query, { orderId })).order,
    (order) => order.state === state,
  );
}
