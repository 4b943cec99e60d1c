import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeTopologies } from '@multilith/testing';
import { DevelopmentIssuer } from '@multilith/edge';
import { fillShop, orderIn, PLACE_ORDER, placeOrder } from './checkout.js';
import type { GraphqlAnswer, GraphqlClient } from '@multilith/edge/testing';
import { brokenBooks } from './ledger.js';
import { startTestShop, type TestShop } from './running-shop.js';

const LINE = { sku: 'MUG', quantity: 1 };
const SAFE = Number.MAX_SAFE_INTEGER;
const MEGABYTE = 'x'.repeat(1_000_000);
/** Patterns that an answer must never contain: a stack trace, SQL, or a path of this machine. */
const INTERNALS =
  /\bat (?:\S+ \()?(?:file:|node:|\/)|node_modules|\bSELECT\b|\bINSERT\b|\bUPDATE\b|relation "|\.[jt]s:\d/;

const REFUND =
  'mutation ($id: ID!) { refundOrder(input: { orderId: $id, lines: [{ sku: "MUG", quantity: 1 }] }) { returnId } }';
const CANCEL = 'mutation ($id: ID!) { cancelOrder(input: { orderId: $id }) { orderId } }';
const REGISTER = 'mutation ($input: RegisterCustomerInput!) { registerCustomer(input: $input) { customerId } }';
const UPSERT =
  'mutation ($products: [ProductInput!]!) { upsertProducts(input: { products: $products }) { created updated unchanged } }';
const RECEIVE = 'mutation ($lines: [StockLineInput!]!) { receiveStock(input: { lines: $lines }) { units } }';

describeTopologies('bad input', (topology) => {
  let shop: TestShop;
  let ordersBefore: readonly string[];

  beforeAll(async () => {
    shop = await startTestShop({ topology });
    await fillShop(shop.staff, ['MUG', 'JUG'], 1000);
    await shop.staff.data(UPSERT, { products: [{ sku: 'GOLD', name: 'Gold', price: SAFE }] });
    const orderId = await placeOrder(shop.staff, { customerId: 'ada', lines: [LINE] });
    await orderIn(shop.staff, orderId, 'CONFIRMED');
  });
  afterAll(() => shop?.stop());

  const orderIds = async (): Promise<readonly string[]> =>
    (
      await shop.staff.data<{ orders: { nodes: { orderId: string }[] } }>(
        '{ orders(first: 100) { nodes { orderId } } }',
      )
    ).orders.nodes.map(({ orderId }) => orderId);

  /** The code of the one error of an answer that holds nothing else and tells no internals. */
  function codeOf({ data, errors }: GraphqlAnswer<object | null>): string {
    expect(errors).toHaveLength(1);
    expect(Object.values(data ?? {}).every((value) => value === null)).toBe(true);
    const text = JSON.stringify(errors);
    expect(text).not.toMatch(INTERNALS);
    expect(text.length).toBeLessThan(20_000);
    return errors[0]!.extensions.code;
  }
  const place = (input: object, client: GraphqlClient = shop.staff): Promise<GraphqlAnswer<object>> =>
    client.send(PLACE_ORDER, { input });

  describe('an order', () => {
    beforeAll(async () => {
      ordersBefore = await orderIds();
    });

    it.each<[string, string, object]>([
      ['an unknown product', 'orders.UnknownProducts', { lines: [{ sku: 'NONE', quantity: 1 }] }],
      ['a product named __proto__', 'orders.UnknownProducts', { lines: [{ sku: '__proto__', quantity: 1 }] }],
      ['an unknown customer', 'orders.UnknownCustomer', { customerId: 'nobody', lines: [LINE] }],
      ['a customer named constructor', 'orders.UnknownCustomer', { customerId: 'constructor', lines: [LINE] }],
      ['quantity 0', 'INVALID_MESSAGE', { lines: [{ sku: 'MUG', quantity: 0 }] }],
      ['quantity -1', 'INVALID_MESSAGE', { lines: [{ sku: 'MUG', quantity: -1 }] }],
      ['quantity 1,000,001', 'INVALID_MESSAGE', { lines: [{ sku: 'MUG', quantity: 1_000_001 }] }],
      ['quantity 2^31', 'GRAPHQL_VALIDATION_FAILED', { lines: [{ sku: 'MUG', quantity: 2 ** 31 }] }],
      ['quantity 1.5', 'GRAPHQL_VALIDATION_FAILED', { lines: [{ sku: 'MUG', quantity: 1.5 }] }],
      ['quantity "1"', 'GRAPHQL_VALIDATION_FAILED', { lines: [{ sku: 'MUG', quantity: '1' }] }],
      ['no lines', 'INVALID_MESSAGE', { lines: [] }],
      [
        '2,001 lines',
        'INVALID_MESSAGE',
        { lines: Array.from({ length: 2001 }, (_, i) => ({ sku: `S${i}`, quantity: 1 })) },
      ],
      ['a product twice', 'INVALID_MESSAGE', { lines: [LINE, LINE] }],
      ['a product twice, once with spaces', 'INVALID_MESSAGE', { lines: [LINE, { sku: ' MUG ', quantity: 1 }] }],
      ['a product 2,000 times', 'INVALID_MESSAGE', { lines: Array.from({ length: 2000 }, () => LINE) }],
      ['a price that overflows', 'orders.OrderTooLarge', { lines: [{ sku: 'GOLD', quantity: 1_000_000 }] }],
      [
        'an agreed price that overflows',
        'orders.OrderTooLarge',
        { lines: [{ ...LINE, quantity: 1_000_000, agreedPrice: SAFE }] },
      ],
      ['an agreed price of 2^53', 'GRAPHQL_VALIDATION_FAILED', { lines: [{ ...LINE, agreedPrice: 2 ** 53 }] }],
      ['a negative agreed price', 'INVALID_MESSAGE', { lines: [{ ...LINE, agreedPrice: -1 }] }],
      ['a date that does not exist', 'GRAPHQL_VALIDATION_FAILED', { lines: [LINE], placedAt: '2011-02-30T00:00:00Z' }],
      ['a date in the future', 'orders.PlacedInTheFuture', { lines: [LINE], placedAt: '2999-01-01T00:00:00Z' }],
      ['a field that does not exist', 'GRAPHQL_VALIDATION_FAILED', { lines: [LINE], total: 1 }],
    ])('with %s is refused with %s', async (_what, code, input) => {
      expect(codeOf(await place({ customerId: 'ada', ...input }))).toBe(code);
    });

    it.each<[string, string]>([
      ['NUL', 'a\0b'],
      ['a lone surrogate', 'a\ud800b'],
      ['the wrong half of a pair first', '\udc00\ud800'],
      ['a line break', 'a\nb'],
      ['1 MB', MEGABYTE],
      ['only spaces', '   '],
    ])('with text that holds %s is refused, in whichever field', async (_what, text) => {
      const inputs = [
        { customerId: text, lines: [LINE] },
        { customerId: 'ada', lines: [{ sku: text, quantity: 1 }] },
        { customerId: 'ada', lines: [LINE], reference: text },
        { customerId: 'ada', lines: [LINE], paymentMethod: text },
      ];
      for (const input of inputs) expect(codeOf(await place(input))).toBe('INVALID_MESSAGE');
    });

    it.each(['a\0b', '\ud800', '', MEGABYTE])('is refused under a key that cannot be kept', async (key) => {
      expect(codeOf(await shop.staff.send(PLACE_ORDER, { input: { customerId: 'ada', lines: [LINE] }, key }))).toBe(
        'INVALID_MESSAGE',
      );
    });

    it('of another customer is neither placed, nor shown, nor cancelled', async () => {
      const mallory = shop.anonymous.as(await shop.token('mallory'));
      expect(codeOf(await place({ customerId: 'ada', lines: [LINE] }, mallory))).toBe(
        'orders.OrderingForOthersNotAllowed',
      );
      const [id] = ordersBefore;
      expect(await mallory.data('query ($id: ID!) { order(orderId: $id) { total } }', { id })).toEqual({ order: null });
      expect(codeOf(await mallory.send(CANCEL, { id }))).toBe('orders.UnknownOrder');
    });

    it('that does not exist, or whose id is invalid, cannot be cancelled', async () => {
      expect(codeOf(await shop.staff.send(CANCEL, { id: randomUUID() }))).toBe('orders.UnknownOrder');
      for (const id of ['', 'x', "' OR true --", '\0'])
        expect(codeOf(await shop.staff.send(CANCEL, { id }))).toBe('INVALID_MESSAGE');
    });

    it('was never placed by any of these', async () => {
      expect(await orderIds()).toEqual(ordersBefore);
    });
  });

  it('is to cancel twice', async () => {
    const id = await placeOrder(shop.staff, { customerId: 'ada', lines: [LINE] });
    await shop.staff.data(CANCEL, { id });
    expect(codeOf(await shop.staff.send(CANCEL, { id }))).toBe('orders.OrderNotCancellable');
  });

  it('is to return what has not been shipped', async () => {
    const id = await placeOrder(shop.staff, { customerId: 'ada', lines: [LINE] });
    await orderIn(shop.staff, id, 'CONFIRMED');
    const answer = await shop.staff.send(REFUND, { id });
    expect(codeOf(answer)).toBe('orders.OrderNotReturnable');
    expect(answer.errors[0]!.message).toContain('Cancel it, or wait until it has left.');
    await shop.staff.data(CANCEL, { id });
    expect(codeOf(await shop.staff.send(REFUND, { id }))).toBe('orders.OrderNotReturnable');
  });

  it('is to use a key again for something else', async () => {
    await placeOrder(shop.staff, { customerId: 'ada', lines: [LINE] }, '__proto__');
    const other = { input: { customerId: 'ada', lines: [{ sku: 'JUG', quantity: 1 }] }, key: '__proto__' };
    expect(codeOf(await shop.staff.send(PLACE_ORDER, other))).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  it('in other commands is refused too', async () => {
    const register = async (input: object): Promise<string> =>
      codeOf(await shop.staff.send(REGISTER, { input: { name: 'N', country: 'Chad', ...input } }));
    for (const text of ['a\0b', '\ud800', MEGABYTE, '']) {
      expect(await register({ name: text })).toBe('INVALID_MESSAGE');
      expect(await register({ email: text })).toBe('INVALID_MESSAGE');
      expect(await register({ country: text })).toBe('INVALID_MESSAGE');
      expect(await register({ customerId: text })).toBe('INVALID_MESSAGE');
      expect(codeOf(await shop.staff.send(UPSERT, { products: [{ sku: 'S', name: text, price: 1 }] }))).toBe(
        'INVALID_MESSAGE',
      );
      expect(codeOf(await shop.staff.send(RECEIVE, { lines: [{ sku: text, quantity: 1 }] }))).toBe('INVALID_MESSAGE');
    }
    expect(await register({ customerId: 'ada' })).toBe('customers.CustomerAlreadyRegistered');
    expect(codeOf(await shop.staff.send(UPSERT, { products: [{ sku: 'S', name: 'S', price: -1 }] }))).toBe(
      'INVALID_MESSAGE',
    );
    expect(codeOf(await shop.staff.send(UPSERT, { products: [] }))).toBe('INVALID_MESSAGE');
    expect(codeOf(await shop.staff.send(RECEIVE, { lines: [LINE, LINE] }))).toBe('INVALID_MESSAGE');
  });

  it('in a list is refused too', async () => {
    for (const args of ['first: 0', 'first: -1', 'first: 101', 'after: "x"', 'after: "WyJcdTAwMDAiXQ"', 'after: "W10"'])
      for (const list of ['products', 'customers', 'orders'])
        expect(codeOf(await shop.staff.send(`{ ${list}(${args}) { nodes { __typename } } }`)), `${list}(${args})`).toBe(
          'INVALID_MESSAGE',
        );
    expect(
      codeOf(await shop.staff.send('query ($sku: String!) { product(sku: $sku) { name } }', { sku: MEGABYTE })),
    ).toBe('INVALID_MESSAGE');
    expect(codeOf(await shop.staff.send('{ product(sku: "\\uD800") { name } }'))).toBe('GRAPHQL_PARSE_FAILED');
  });

  it('is not what people write in their own way', async () => {
    const names = [
      'Zoë 🦊',
      'Ωμέγα',
      "Robert'); DROP TABLE customer;--",
      '__proto__',
      '<script>alert(1)</script>',
      '🇫🇷',
    ];
    for (const [index, name] of names.entries()) {
      await shop.staff.data(REGISTER, { input: { customerId: `c${index}`, name, country: 'Chad' } });
      const query = 'query ($id: ID!) { customer(customerId: $id) { name } }';
      expect(await shop.staff.data(query, { id: `c${index}` })).toEqual({ customer: { name } });
    }
  });

  it.each([
    ['has expired', async (): Promise<string> => shop.issuer.sign({ subject: 'ada', roles: [], validFor: '-1m' })],
    [
      'is signed by another issuer',
      async (): Promise<string> => {
        const folder = mkdtempSync(join(tmpdir(), 'forger-'));
        const forger = await DevelopmentIssuer.open(folder);
        rmSync(folder, { recursive: true });
        return forger.sign({ subject: 'ada', roles: ['sales'] });
      },
    ],
    [
      'says alg: none',
      async (): Promise<string> => {
        const [, claims] = (await shop.token('ada', 'sales')).split('.');
        return `${Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')}.${claims}.`;
      },
    ],
    [
      'was given more roles by its bearer',
      async (): Promise<string> => {
        const [head, claims, signature] = (await shop.token('ada')).split('.') as [string, string, string];
        const more = { ...(JSON.parse(Buffer.from(claims, 'base64url').toString()) as object), roles: ['sales'] };
        return [head, Buffer.from(JSON.stringify(more)).toString('base64url'), signature].join('.');
      },
    ],
  ])('is a token that %s', async (_what, token) => {
    const answer = await place({ customerId: 'ada', lines: [LINE] }, shop.anonymous.as(await token()));
    expect([answer.status, codeOf(answer)]).toEqual([401, 'UNAUTHENTICATED']);
  });

  it.each<[string, string, number, string]>([
    ['a batch', JSON.stringify([{ query: '{ __typename }' }]), 400, 'BAD_REQUEST'],
    ['2 MB', JSON.stringify({ query: '{ __typename }', variables: { x: MEGABYTE + MEGABYTE } }), 413, 'BODY_TOO_LARGE'],
    [
      'a prototype',
      `{"query":"{ __typename }","variables":{"input":{"__proto__":{"admin":true}}}}`,
      400,
      'BAD_REQUEST',
    ],
    [
      'lists within lists',
      `{"query":"{ __typename }","variables":{"x":${'['.repeat(200_000)}${']'.repeat(200_000)}}}`,
      200,
      '',
    ],
    [
      '20 levels',
      JSON.stringify({
        query: `{ product(sku: "MUG") ${'{ stock { product '.repeat(10)}{ sku }${' } }'.repeat(10)} }`,
      }),
      400,
      'QUERY_TOO_DEEP',
    ],
    [
      '1,000 aliases',
      JSON.stringify({
        query: `{ ${Array.from({ length: 1000 }, (_, i) => `a${i}: product(sku: "MUG") { name }`).join(' ')} }`,
      }),
      400,
      'QUERY_TOO_LARGE',
    ],
    [
      'a fragment bomb',
      JSON.stringify({
        query: `{ product(sku: "MUG") { ...F0 } } ${Array.from({ length: 20 }, (_, i) => `fragment F${i} on Product { ${`...F${i + 1} `.repeat(9)} }`).join(' ')} fragment F20 on Product { name }`,
      }),
      400,
      'QUERY_TOO_LARGE',
    ],
    [
      'pages of pages',
      JSON.stringify({
        query: `{ ${Array.from({ length: 20 }, (_, i) => `a${i}: orders(first: 100) { nodes { lines { sku product { name stock { onHand } } } } }`).join(' ')} }`,
      }),
      400,
      'QUERY_TOO_COSTLY',
    ],
  ])('is a body of %s', async (_what, body, status, code) => {
    const answer = await shop.staff.post<object>(body);
    expect([answer.status, code && codeOf(answer)]).toEqual([status, code]);
  });

  it('leaves books that balance, and a shop that works', async () => {
    const orderId = await placeOrder(shop.staff, { customerId: 'ada', lines: [LINE] });
    await orderIn(shop.staff, orderId, 'CONFIRMED');
    expect(await brokenBooks(shop.database.url)).toEqual([]);
  }, 60_000);
});
