import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { definitionOf } from '@multilith/contract';
import { describeTopologies } from '@multilith/testing';
import { fillShop, orderIn, ORDER_FIELDS, placeOrder } from './checkout.js';
import { eventually } from './eventually.js';
import { startTestShop, type TestShop } from './running-shop.js';

const SKUS = Array.from({ length: 12 }, (_, index) => `SKU-${index}`);

describeTopologies('the whole shop', (topology) => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await startTestShop({ topology });
    await fillShop(shop.staff, SKUS);
  });
  afterAll(() => shop?.stop());

  describe('an order', () => {
    it('is confirmed when stock is reserved and paid for, and shows customer, products and payment', async () => {
      const ada = shop.anonymous.as(await shop.token('ada'));
      const orderId = await placeOrder(ada, {
        customerId: 'ada',
        lines: [
          { sku: 'SKU-0', quantity: 2 },
          { sku: 'SKU-1', quantity: 1 },
        ],
      });
      await orderIn(ada, orderId, 'CONFIRMED');
      const settled = await eventually(
        () => orderIn(ada, orderId, 'CONFIRMED'),
        ({ customer, lines }) =>
          customer?.lifetimeValue === 3000 && lines.every(({ quantity, product }) => product.unitsSold === quantity),
      );
      expect(settled).toMatchObject({
        total: 3000,
        customer: { name: 'Ada' },
        lines: [
          { sku: 'SKU-0', product: { name: 'Product SKU-0', stock: { onHand: 100, reserved: 2 } } },
          { sku: 'SKU-1', product: { name: 'Product SKU-1', stock: { onHand: 100, reserved: 1 } } },
        ],
        payment: { state: 'CAPTURED', captured: 3000, refunded: 0 },
      });
    });

    it('is rejected when the payment is declined, and gives its stock back', async () => {
      const orderId = await placeOrder(shop.staff, {
        customerId: 'ada',
        lines: [{ sku: 'SKU-2', quantity: 5 }],
        paymentMethod: 'card:decline',
      });
      await orderIn(shop.staff, orderId, 'REJECTED');
      const order = await eventually(
        () => orderIn(shop.staff, orderId, 'REJECTED'),
        ({ lines }) => lines[0]?.product.stock.reserved === 0,
      );
      expect(order).toMatchObject({ payment: { state: 'DECLINED', captured: 0 } });
    });

    it('is rejected when stock is short, and nothing is charged', async () => {
      const orderId = await placeOrder(shop.staff, { customerId: 'ada', lines: [{ sku: 'SKU-3', quantity: 101 }] });
      await orderIn(shop.staff, orderId, 'REJECTED');
      const order = await eventually(
        () => orderIn(shop.staff, orderId, 'REJECTED'),
        ({ payment }) => payment?.state === 'VOIDED',
      );
      expect(order.payment).toMatchObject({ captured: 0 });
    });

    it('gives money and stock back when it is cancelled after it was confirmed', async () => {
      const orderId = await placeOrder(shop.staff, { customerId: 'ada', lines: [{ sku: 'SKU-4', quantity: 4 }] });
      await orderIn(shop.staff, orderId, 'CONFIRMED');
      await shop.staff.data('mutation ($orderId: ID!) { cancelOrder(input: { orderId: $orderId }) { orderId } }', {
        orderId,
      });
      const order = await eventually(
        () => orderIn(shop.staff, orderId, 'CANCELLED'),
        ({ payment, lines }) =>
          payment?.state === 'REFUNDED' && lines[0]?.product.stock.reserved === 0 && lines[0].product.unitsSold === 0,
      );
      expect(order.payment).toMatchObject({ captured: 4000, refunded: 4000 });
    });

    it('of another customer is not there', async () => {
      const orderId = await placeOrder(shop.staff, { customerId: 'ada', lines: [{ sku: 'SKU-5', quantity: 1 }] });
      const mallory = shop.anonymous.as(await shop.token('mallory'));
      expect(await mallory.data('query ($orderId: ID!) { order(orderId: $orderId) { state } }', { orderId })).toEqual({
        order: null,
      });
      const { errors } = await mallory.send(
        'mutation ($orderId: ID!) { cancelOrder(input: { orderId: $orderId }) { orderId } }',
        { orderId },
      );
      expect(errors[0]?.extensions.code).toBe('orders.UnknownOrder');
    });

    it('that cannot be placed says why, with a stable code', async () => {
      const place = async (input: object): Promise<string | undefined> =>
        (
          await shop.staff.send('mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { orderId } }', {
            input,
          })
        ).errors[0]?.extensions.code;
      const line = { sku: 'SKU-0', quantity: 1 };
      expect(await place({ customerId: 'nobody', lines: [line] })).toBe('orders.UnknownCustomer');
      expect(await place({ customerId: 'ada', lines: [{ sku: 'NONE', quantity: 1 }] })).toBe('orders.UnknownProducts');
      expect(await place({ customerId: 'ada', lines: [] })).toBe('INVALID_MESSAGE');
      expect(await place({ customerId: 'ada', lines: [line, line] })).toBe('INVALID_MESSAGE');
    });
  });

  describe('a list of orders', () => {
    it('asks every context once per level, however many orders it shows', async () => {
      for (const sku of SKUS) await placeOrder(shop.staff, { customerId: 'ada', lines: [{ sku, quantity: 1 }] });
      const { runtime } = shop.instances[0]!.shop;
      const dispatch = vi.spyOn(runtime.callPath, 'dispatch');
      const { orders } = await shop.staff.data<{ orders: { nodes: object[] } }>(
        `{ orders(first: 100) { nodes { ${ORDER_FIELDS} shipment { state } confirmationMail { sentAt } returns { amount } } } }`,
      );
      // What is internal no resolver sends: that is mails being written meanwhile.
      const queries = dispatch.mock.calls
        .map(([, message]) => definitionOf(message)!)
        .flatMap(({ name, access }) => (access === 'internal' ? [] : [name]))
        .sort();
      dispatch.mockRestore();
      expect(orders.nodes.length).toBeGreaterThan(SKUS.length);
      expect(queries).toEqual([
        'catalog.GetProducts',
        'customers.GetCustomers',
        'inventory.GetStock',
        'notifications.GetConfirmationMails',
        'orders.GetReturns',
        'orders.ListOrders',
        'payments.GetPayments',
        'shipping.GetShipments',
      ]);
    });
  });
});
