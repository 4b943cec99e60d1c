import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeTopologies } from '@multilith/testing';
import { fillShop, orderIn, placeOrder } from './checkout.js';
import { eventually } from './eventually.js';
import type { GraphqlAnswer, GraphqlClient } from '@multilith/edge/testing';
import { brokenBooks } from './ledger.js';
import { startTestShop, type TestShop } from './running-shop.js';

/** Patterns that an answer must never contain: a stack trace, SQL, or a path of this machine. */
const INTERNALS =
  /\bat (?:\S+ \()?(?:file:|node:|\/)|node_modules|\bSELECT\b|\bINSERT\b|\bUPDATE\b|relation "|\.[jt]s:\d/;

const CANCEL = 'mutation ($orderId: ID!) { cancelOrder(input: { orderId: $orderId }) { orderId } }';
const REFUND = `mutation ($input: RefundOrderInput!, $key: String) {
  refundOrder(input: $input, idempotencyKey: $key) { returnId order { returns { returnId } } }
}`;
const ORDER = `query ($orderId: ID!) {
  order(orderId: $orderId) {
    state shippedAt customer { lifetimeValue }
    returns { returnId amount reference returnedAt lines { sku quantity unitPrice product { name unitsSold stock { onHand reserved } } } }
    payment { state captured refunded }
  }
}`;

interface ReturnedOrder {
  readonly state: string;
  readonly shippedAt: string | null;
  readonly customer: { readonly lifetimeValue: number };
  readonly returns: readonly {
    readonly returnId: string;
    readonly amount: number;
    readonly lines: readonly { readonly product: { readonly unitsSold: number; readonly stock: object } }[];
  }[];
  readonly payment: { readonly state: string; readonly refunded: number };
}

describeTopologies('returns', (topology) => {
  let shop: TestShop;
  let ada: GraphqlClient;
  /** An order of two cups that has left; nothing is returned. */
  let kept: string;

  beforeAll(async () => {
    shop = await startTestShop({ topology, shippingDelay: '0' });
    await fillShop(shop.staff, ['CUP', 'JUG', 'POT'], 1000);
    ada = shop.anonymous.as(await shop.token('ada'));
    kept = await shipped({ sku: 'CUP', quantity: 2 });
  });
  afterAll(() => shop?.stop());

  const read = async (orderId: string): Promise<ReturnedOrder> =>
    (await shop.staff.data<{ order: ReturnedOrder }>(ORDER, { orderId })).order;

  /** An order that has left. */
  async function shipped(...lines: readonly { sku: string; quantity: number }[]): Promise<string> {
    const orderId = await placeOrder(ada, { customerId: 'ada', lines });
    await eventually(
      () => read(orderId),
      ({ shippedAt }) => shippedAt !== null,
    );
    return orderId;
  }

  /** The code of the one error of an answer that holds nothing else and tells no internals. */
  function codeOf({ data, errors }: GraphqlAnswer<object | null>): string {
    expect(errors).toHaveLength(1);
    expect(Object.values(data ?? {}).every((value) => value === null)).toBe(true);
    expect(JSON.stringify(errors)).not.toMatch(INTERNALS);
    return errors[0]!.extensions.code;
  }
  const refund = (input: object, client = ada, key?: string): Promise<GraphqlAnswer<object>> =>
    client.send(REFUND, { input, key });

  it('go back on the shelf, to the customer and out of the sales', async () => {
    const orderId = await shipped({ sku: 'POT', quantity: 5 }, { sku: 'JUG', quantity: 1 });
    const before = await eventually(
      () => read(orderId),
      ({ customer }) => customer.lifetimeValue >= 6000,
    );
    const lines = [{ sku: 'POT', quantity: 2 }];
    const { refundOrder } = await ada.data<{ refundOrder: { returnId: string; order: ReturnedOrder } }>(REFUND, {
      input: { orderId, lines, reference: 'credit note 7' },
    });
    expect(refundOrder.order.returns).toEqual([{ returnId: refundOrder.returnId }]);
    await refund({ orderId, lines: [{ sku: 'POT', quantity: 1 }] }, shop.staff);
    const after = await eventually(
      () => read(orderId),
      ({ customer, payment, returns }) =>
        payment.refunded === 3000 &&
        customer.lifetimeValue === before.customer.lifetimeValue - 3000 &&
        returns[0]?.lines[0]?.product.unitsSold === 2,
    );
    expect(after).toMatchObject({
      state: 'CONFIRMED',
      payment: { state: 'CAPTURED', captured: 6000, refunded: 3000 },
      returns: [
        {
          returnId: refundOrder.returnId,
          amount: 2000,
          reference: 'credit note 7',
          lines: [{ sku: 'POT', quantity: 2, unitPrice: 1000, product: { name: 'Product POT' } }],
        },
        { amount: 1000, reference: null },
      ],
    });
    await eventually(
      async () => (await read(orderId)).returns[0]!.lines[0]!.product.stock,
      (stock) => JSON.stringify(stock) === JSON.stringify({ onHand: 998, reserved: 0 }),
    );
  });

  it.each<[string, string, unknown]>([
    ['0', 'INVALID_MESSAGE', [{ sku: 'CUP', quantity: 0 }]],
    ['-1', 'INVALID_MESSAGE', [{ sku: 'CUP', quantity: -1 }]],
    ['1,000,001', 'INVALID_MESSAGE', [{ sku: 'CUP', quantity: 1_000_001 }]],
    ['2^31', 'GRAPHQL_VALIDATION_FAILED', [{ sku: 'CUP', quantity: 2 ** 31 }]],
    ['1.5', 'GRAPHQL_VALIDATION_FAILED', [{ sku: 'CUP', quantity: 1.5 }]],
    ['"1"', 'GRAPHQL_VALIDATION_FAILED', [{ sku: 'CUP', quantity: '1' }]],
    ['nothing', 'INVALID_MESSAGE', []],
    ['a product twice', 'INVALID_MESSAGE', Array.from({ length: 2 }, () => ({ sku: 'CUP', quantity: 1 }))],
    ['2,001 lines', 'INVALID_MESSAGE', Array.from({ length: 2001 }, (_, i) => ({ sku: `S${i}`, quantity: 1 }))],
    ['more than was bought', 'orders.ReturnExceedsOrder', [{ sku: 'CUP', quantity: 3 }]],
    ['what was not bought', 'orders.ReturnExceedsOrder', [{ sku: 'JUG', quantity: 1 }]],
    ['an unknown product', 'orders.ReturnExceedsOrder', [{ sku: '__proto__', quantity: 1 }]],
    ['NUL', 'INVALID_MESSAGE', [{ sku: 'a\0b', quantity: 1 }]],
  ])('of %s are refused with %s', async (_what, code, lines) => {
    expect(codeOf(await refund({ orderId: kept, lines }))).toBe(code);
    expect((await read(kept)).returns).toEqual([]);
  });

  it('name product, bought and returned units when two of them exceed what was bought', async () => {
    const orderId = await shipped({ sku: 'CUP', quantity: 2 });
    const lines = [{ sku: 'CUP', quantity: 2 }];
    expect((await refund({ orderId, lines: [{ sku: 'CUP', quantity: 1 }] })).errors).toEqual([]);
    const answer = await refund({ orderId, lines });
    expect(codeOf(answer)).toBe('orders.ReturnExceedsOrder');
    expect(answer.errors[0]!.extensions['data']).toEqual({
      orderId,
      lines: [{ sku: 'CUP', requested: 2, bought: 2, returned: 1 }],
    });
  });

  it('at the same time take back no unit twice', async () => {
    const orderId = await shipped({ sku: 'CUP', quantity: 3 });
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => refund({ orderId, lines: [{ sku: 'CUP', quantity: 1 }] })),
    );
    const codes = answers.filter(({ errors }) => errors.length > 0).map(codeOf);
    expect(codes).toEqual(Array.from({ length: 5 }, () => 'orders.ReturnExceedsOrder'));
    expect((await read(orderId)).returns).toHaveLength(3);
  });

  it('of an order that is unknown, or of another customer, are alike', async () => {
    const mallory = shop.anonymous.as(await shop.token('mallory'));
    const lines = [{ sku: 'CUP', quantity: 1 }];
    for (const id of [kept, randomUUID()])
      expect(codeOf(await refund({ orderId: id, lines }, mallory))).toBe('orders.UnknownOrder');
    expect(codeOf(await refund({ orderId: kept, lines }, shop.anonymous))).toBe('UNAUTHENTICATED');
    for (const id of ['', 'x', "' OR true --", '\0'])
      expect(codeOf(await refund({ orderId: id, lines }))).toBe('INVALID_MESSAGE');
  });

  it('use a key once: again for the same, never for something else', async () => {
    const orderId = await shipped({ sku: 'CUP', quantity: 3 });
    const lines = [{ sku: 'CUP', quantity: 1 }];
    const key = randomUUID();
    const [first, second] = [await refund({ orderId, lines }, ada, key), await refund({ orderId, lines }, ada, key)];
    expect(second.data).toEqual(first.data);
    const other = await refund({ orderId, lines: [{ sku: 'CUP', quantity: 2 }] }, ada, key);
    expect(codeOf(other)).toBe('IDEMPOTENCY_KEY_REUSED');
    expect((await read(orderId)).returns).toHaveLength(1);
  });

  it('do not follow a rejection, and leave nothing to cancel', async () => {
    const rejected = await placeOrder(ada, {
      customerId: 'ada',
      lines: [{ sku: 'CUP', quantity: 1 }],
      paymentMethod: 'card:decline',
    });
    await orderIn(ada, rejected, 'REJECTED');
    expect(codeOf(await refund({ orderId: rejected, lines: [{ sku: 'CUP', quantity: 1 }] }))).toBe(
      'orders.OrderNotReturnable',
    );
    const orderId = await shipped({ sku: 'CUP', quantity: 1 });
    expect(codeOf(await ada.send(CANCEL, { orderId }))).toBe('orders.OrderNotCancellable');
    await refund({ orderId, lines: [{ sku: 'CUP', quantity: 1 }] });
    expect(codeOf(await ada.send(CANCEL, { orderId }))).toBe('orders.OrderNotCancellable');
  });

  it('leave books that balance', async () => {
    expect(await brokenBooks(shop.database.url)).toEqual([]);
  }, 60_000);
});
