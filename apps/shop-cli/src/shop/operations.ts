import { RETRY } from './retry-policy.js';
import type { ShopClient } from './shop-client.js';

/** State of an order; see the contract of orders. */
export type OrderState = 'PENDING' | 'CONFIRMED' | 'REJECTED' | 'CANCELLED';

/** An order as the import needs it. */
export interface ShopOrder {
  readonly orderId: string;
  readonly reference: string | null;
  readonly customerId: string;
  readonly state: OrderState;
  /** Pence. */
  readonly total: number;
  readonly reason: string | null;
  /** When its parcel may leave, as ISO text; `null` until it is confirmed. */
  readonly shipment: { readonly dueAt: string } | null;
  /** The amount returned, in pence. */
  readonly returns: ReadonlyArray<{ readonly reference: string | null; readonly amount: number }>;
}

interface Page<T> {
  readonly nodes: readonly T[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const PAGE = 100;

const PING = 'query Ping { __typename }';
const ORDERS = `query Orders($first: Int!, $after: String, $state: OrderState) {
  orders(first: $first, after: $after, state: $state) {
    nodes { orderId reference customerId state total reason shipment { dueAt } returns { reference amount } }
    pageInfo { hasNextPage endCursor }
  }
}`;
const REFERENCES = `query References($first: Int!, $after: String, $state: OrderState) {
  orders(first: $first, after: $after, state: $state) { nodes { reference } pageInfo { hasNextPage endCursor } }
}`;
const UPSERT_PRODUCTS = `mutation UpsertProducts($input: UpsertProductsInput!, $key: String!) {
  upsertProducts(input: $input, idempotencyKey: $key) { created updated unchanged }
}`;
const REGISTER_CUSTOMER = `mutation RegisterCustomer($input: RegisterCustomerInput!, $key: String!) {
  registerCustomer(input: $input, idempotencyKey: $key) { customerId }
}`;
const RECEIVE_STOCK = `mutation ReceiveStock($input: ReceiveStockInput!, $key: String!) {
  receiveStock(input: $input, idempotencyKey: $key) { units alreadyReceived }
}`;
const PLACE_ORDER = `mutation PlaceOrder($input: PlaceOrderInput!, $key: String!) {
  placeOrder(input: $input, idempotencyKey: $key) { orderId }
}`;
const CANCEL_ORDER = `mutation CancelOrder($input: CancelOrderInput!, $key: String!) {
  cancelOrder(input: $input, idempotencyKey: $key) { orderId }
}`;
const REFUND_ORDER = `mutation RefundOrder($input: RefundOrderInput!, $key: String!) {
  refundOrder(input: $input, idempotencyKey: $key) { returnId }
}`;

/** The GraphQL operations of the import, one function each. Every command has an idempotency key. */
export class Shop {
  constructor(readonly client: ShopClient) {}

  /** Fails at once when no shop answers; later requests are patient. */
  async ping(): Promise<void> {
    await this.client.request(PING, {}, { ...RETRY, patienceMs: 0 });
  }

  /** Orders of the shop, page by page. */
  orders(state?: OrderState): AsyncGenerator<readonly ShopOrder[]> {
    return this.#pages<ShopOrder>(ORDERS, state);
  }

  /** References of orders, page by page; cheaper for the shop than the orders themselves. */
  async *references(state?: OrderState): AsyncGenerator<ReadonlyArray<string | null>> {
    for await (const page of this.#pages<Pick<ShopOrder, 'reference'>>(REFERENCES, state)) {
      yield page.map(({ reference }) => reference);
    }
  }

  async upsertProducts(
    products: ReadonlyArray<{ readonly sku: string; readonly name: string; readonly price: number }>,
    key: string,
  ): Promise<{ readonly created: number; readonly updated: number; readonly unchanged: number }> {
    const answer = await this.client.request<{
      upsertProducts: { created: number; updated: number; unchanged: number };
    }>(UPSERT_PRODUCTS, { input: { products }, key });
    return answer.upsertProducts;
  }

  async registerCustomer(
    input: { readonly customerId: string; readonly name: string; readonly country: string },
    key: string,
  ): Promise<void> {
    await this.client.request(REGISTER_CUSTOMER, { input, key });
  }

  /** A delivery is booked once per reference. */
  async receiveStock(
    lines: ReadonlyArray<{ readonly sku: string; readonly quantity: number }>,
    reference: string,
    key: string,
  ): Promise<{ readonly units: number; readonly alreadyReceived: boolean }> {
    const answer = await this.client.request<{ receiveStock: { units: number; alreadyReceived: boolean } }>(
      RECEIVE_STOCK,
      { input: { lines, reference }, key },
    );
    return answer.receiveStock;
  }

  /** Answers the id of the order. */
  async placeOrder(
    input: {
      readonly customerId: string;
      readonly lines: ReadonlyArray<{ readonly sku: string; readonly quantity: number; readonly agreedPrice: number }>;
      readonly placedAt: string;
      readonly reference: string;
      readonly paymentMethod: string;
    },
    key: string,
  ): Promise<string> {
    const answer = await this.client.request<{ placeOrder: { orderId: string } }>(PLACE_ORDER, { input, key });
    return answer.placeOrder.orderId;
  }

  async cancelOrder(orderId: string, reason: string, key: string): Promise<void> {
    await this.client.request(CANCEL_ORDER, { input: { orderId, reason }, key });
  }

  async refundOrder(
    input: {
      readonly orderId: string;
      readonly lines: ReadonlyArray<{ readonly sku: string; readonly quantity: number }>;
      readonly reference: string;
    },
    key: string,
  ): Promise<void> {
    await this.client.request(REFUND_ORDER, { input, key });
  }

  async *#pages<T>(document: string, state: OrderState | undefined): AsyncGenerator<readonly T[]> {
    for (let after: string | null = null; ;) {
      const { orders }: { orders: Page<T> } = await this.client.request(document, { first: PAGE, after, state });
      yield orders.nodes;
      if (!orders.pageInfo.hasNextPage) return;
      after = orders.pageInfo.endCursor;
    }
  }
}
