import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillShop } from './checkout.js';
import { answersOf, liveClient, type LiveAnswer } from '@multilith/edge/testing';
import { startTestShop, type TestShop } from './running-shop.js';

interface Issue {
  readonly path: readonly (string | number)[];
}

let shop: TestShop;
beforeAll(async () => {
  shop = await startTestShop();
  await fillShop(shop.staff, ['MUG']);
});
afterAll(() => shop?.stop());

describe('what a client wrote that does not fit', () => {
  it.each([
    ['{ order(orderId: "x") { orderId } }', [['orderId']]],
    ['{ product(sku: " ") { sku } }', [['sku']]],
    ['{ customer(customerId: "") { customerId } }', [['customerId']]],
    ['{ products(skus: ["MUG", ""]) { nodes { sku } } }', [['skus', 1]]],
    ['{ stock(skus: ["", "MUG"]) { sku } }', [['skus', 0]]],
    ['{ orders(first: 0) { nodes { orderId } } }', [['first']]],
    ['{ orders(after: "x") { nodes { orderId } } }', [['after']]],
    ['{ orders(customerId: "") { nodes { orderId } } }', [['customerId']]],
    ['mutation { cancelOrder(input: { orderId: "x" }) { orderId } }', [['input', 'orderId']]],
    [
      'mutation { placeOrder(input: { customerId: "", lines: [{ sku: "MUG", quantity: 1 }, { sku: "", quantity: 0 }] }) { orderId } }',
      [
        ['input', 'customerId'],
        ['input', 'lines', 1, 'sku'],
        ['input', 'lines', 1, 'quantity'],
      ],
    ],
    ['mutation { placeOrder(input: { customerId: "ada", lines: [] }) { orderId } }', [['input', 'lines']]],
    [
      'mutation { refundOrder(input: { orderId: "x", lines: [{ sku: "MUG", quantity: 1 }] }) { orderId } }',
      [['input', 'orderId']],
    ],
    ['mutation { upsertProducts(input: { products: [] }) { created } }', [['input', 'products']]],
    [
      'mutation { receiveStock(input: { lines: [{ sku: "MUG", quantity: 1 }] }, idempotencyKey: "") { units } }',
      [['idempotencyKey']],
    ],
    ['mutation { closeCustomer(input: { customerId: " " }) { customerId } }', [['input', 'customerId']]],
    ['mutation { discontinueProduct(input: { sku: "" }) { sku } }', [['input', 'sku']]],
  ])('is named as it wrote it: %s', async (document, paths) => {
    const { errors } = await shop.staff.send(document);
    expect(errors).toHaveLength(1);
    const [{ message, extensions }] = errors as [(typeof errors)[number]];
    expect(extensions.code).toBe('INVALID_MESSAGE');
    expect((extensions['issues'] as Issue[]).map(({ path }) => path)).toEqual(paths);
    for (const path of paths) expect(message).toContain(`${path.join('.')}: `);
    expect(message).not.toMatch(/orderIds|customerIds|\w\.(?:Get|List)[A-Z]/);
  });

  it('is named in a live answer too', async () => {
    const client = liveClient(shop.instances[0]!.url, shop.staff.token);
    const answers = answersOf(client, 'subscription { orderChanged(orderId: "x") { orderId } }');
    const errors = await answers.next().then(
      ({ value }) => (value as LiveAnswer).errors,
      (refused: unknown) => refused as LiveAnswer['errors'],
    );
    expect(errors?.[0]).toMatchObject({
      message: expect.stringMatching(/'orderChanged'.*orderId: /),
      extensions: { code: 'INVALID_MESSAGE', issues: [{ path: ['orderId'] }] },
    });
    await client.dispose();
  });

  it('fails its own field alone, where several are asked for together', async () => {
    const { data, errors } = await shop.staff.send<{ a: object; b: null; c: object }>(
      '{ a: customer(customerId: "ada") { customerId } b: customer(customerId: "") { customerId } c: product(sku: "MUG") { sku } }',
    );
    expect(data).toEqual({ a: { customerId: 'ada' }, b: null, c: { sku: 'MUG' } });
    expect(errors.map(({ path }) => path)).toEqual([['b']]);
  });
});
