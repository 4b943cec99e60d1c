import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillShop, PLACE_ORDER } from './checkout.js';
import { startTestShop, type TestShop } from './running-shop.js';

let shop: TestShop;
beforeAll(async () => {
  shop = await startTestShop({ instances: 2 });
  await fillShop(shop.staff, ['MUG']);
});
afterAll(() => shop?.stop());

const order = (quantity = 1): object => ({ customerId: 'ada', lines: [{ sku: 'MUG', quantity }] });
const orderCount = async (): Promise<number> =>
  (await shop.staff.data<{ orders: { nodes: object[] } }>('{ orders(first: 100) { nodes { orderId } } }')).orders.nodes
    .length;

describe('an idempotency key', () => {
  it('gives one effect and one answer to requests at the same time, on two instances', async () => {
    const before = await orderCount();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, request) => {
        const { client } = shop.instances[request % 2]!;
        return client.data<{ placeOrder: { orderId: string } }>(PLACE_ORDER, { input: order(), key: 'same-moment' });
      }),
    );
    expect(new Set(answers.map(({ placeOrder }) => placeOrder.orderId)).size).toBe(1);
    expect(await orderCount()).toBe(before + 1);
  });

  it('gives the same answer later, with the current order', async () => {
    const send = (): Promise<object> => shop.staff.data(PLACE_ORDER, { input: order(), key: 'later' });
    const first = (await send()) as { placeOrder: { orderId: string } };
    expect(await send()).toMatchObject({ placeOrder: { orderId: first.placeOrder.orderId } });
  });

  it('is refused for other content', async () => {
    await shop.staff.data(PLACE_ORDER, { input: order(1), key: 'reused' });
    const { errors } = await shop.staff.send(PLACE_ORDER, { input: order(2), key: 'reused' });
    expect(errors[0]?.extensions).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED', mayHaveExecuted: false });
  });

  it('of one person is not that of another', async () => {
    const other = shop.anonymous.as(await shop.token('other', 'sales'));
    const place = async (client: typeof other): Promise<string> =>
      (await client.data<{ placeOrder: { orderId: string } }>(PLACE_ORDER, { input: order(), key: 'theirs' }))
        .placeOrder.orderId;
    expect(await place(shop.staff)).not.toBe(await place(other));
  });

  it('of a refused request is free again', async () => {
    const unknown = { customerId: 'late', lines: [{ sku: 'MUG', quantity: 1 }] };
    const { errors } = await shop.staff.send(PLACE_ORDER, { input: unknown, key: 'refused' });
    expect(errors[0]?.extensions.code).toBe('orders.UnknownCustomer');
    await shop.staff.data(
      'mutation { registerCustomer(input: { customerId: "late", name: "Late", country: "Chad" }) { customerId } }',
    );
    const { placeOrder } = await shop.staff.data<{ placeOrder: object }>(PLACE_ORDER, {
      input: unknown,
      key: 'refused',
    });
    expect(placeOrder).toMatchObject({ orderId: expect.any(String) });
  });

  it('that is too long is refused', async () => {
    const { errors } = await shop.staff.send(PLACE_ORDER, { input: order(), key: 'x'.repeat(201) });
    expect(errors[0]?.extensions.code).toBe('INVALID_MESSAGE');
  });
});
