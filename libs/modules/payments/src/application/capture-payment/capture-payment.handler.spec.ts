import { OrderRejected } from '@contracts/orders';
import { PaymentCaptured, PaymentDeclined, PaymentRefunded } from '@contracts/payments';
import { describeTopologies } from '@multilith/testing';
import { beforeAll, expect, it } from 'vitest';
import { cancelled, makeDue, newOrder, of, paymentOf, paymentsContext } from '../../../test/payments-context.js';
import { ProviderAccount } from '../../../test/provider-account.js';

describeTopologies('capturing a payment', (topology) => {
  const shop = paymentsContext(topology);
  let provider: ProviderAccount;
  beforeAll(() => {
    provider = new ProviderAccount(shop);
  });
  const asked = (orderId: string) => expect.poll(() => provider.keysOf(orderId)).toHaveLength(1);

  it('charges the total of the order, by its method', async () => {
    const order = newOrder({ paymentMethod: 'card:limit', total: 5_000_000 });
    await makeDue(shop, order);
    await shop.settled();
    const { orderId } = order;
    expect(await paymentOf(shop, orderId)).toMatchObject({ state: 'CAPTURED', captured: 5_000_000, reason: null });
    const [charge] = provider.charges.filter(({ key }) => key.includes(orderId));
    expect(charge).toMatchObject({ amount: 5_000_000, method: 'card:limit' });
  });

  it('is refused where the provider declines, and that is final', async () => {
    const order = newOrder({ paymentMethod: 'card:decline' });
    const { orderId } = order;
    await makeDue(shop, order);
    await shop.settled();
    await shop.publish(new OrderRejected({ ...order, reason: 'payment declined: card declined' }));
    await shop.settled();
    expect(await paymentOf(shop, orderId)).toMatchObject({ state: 'DECLINED', captured: 0, reason: 'card declined' });
    expect(of(orderId, await shop.published(PaymentDeclined))).toEqual([
      new PaymentDeclined({ orderId, reason: 'card declined' }),
    ]);
    expect(of(orderId, await shop.published(PaymentCaptured))).toEqual([]);
    expect(of(orderId, await shop.published(PaymentRefunded))).toEqual([]);
  });

  it('waits for a provider that is down', async () => {
    const order = newOrder();
    const { orderId } = order;
    provider.down = true;
    await makeDue(shop, order);
    await asked(orderId);
    expect(await paymentOf(shop, orderId)).toMatchObject({ state: 'CAPTURING', captured: 0 });
    provider.down = false;
    await shop.settled();
    expect(await paymentOf(shop, orderId)).toMatchObject({ state: 'CAPTURED', captured: 2500 });
    expect(provider.keysOf(orderId)).toHaveLength(1);
  });

  it('asks again with the same key when an answer is lost, so nothing is captured twice', async () => {
    const order = newOrder();
    const { orderId } = order;
    provider.answersToLose = 1;
    await makeDue(shop, order);
    await shop.settled();
    expect(provider.answersToLose).toBe(0);
    expect(provider.charges.filter(({ key }) => key.includes(orderId)).length).toBeGreaterThan(1);
    expect(provider.keysOf(orderId)).toHaveLength(1);
    expect(of(orderId, await shop.published(PaymentCaptured))).toHaveLength(1);
    expect(await paymentOf(shop, orderId)).toMatchObject({ captured: 2500 });
  });

  it('ends refunded when the order is called off while a slow provider captures', async () => {
    const order = newOrder();
    const { orderId } = order;
    provider.latencyMs = 500;
    await makeDue(shop, order);
    await asked(orderId);
    await shop.publish(cancelled(order));
    await shop.settled();
    provider.latencyMs = 0;
    expect(await paymentOf(shop, orderId)).toMatchObject({ state: 'REFUNDED', captured: 2500, refunded: 2500 });
    expect(of(orderId, await shop.published(PaymentCaptured))).toHaveLength(1);
    expect(of(orderId, await shop.published(PaymentRefunded))).toHaveLength(1);
  });

  it('holds back no other order while it waits for the provider', async () => {
    provider.latencyMs = 200;
    const orders = Array.from({ length: 16 }, () => newOrder());
    for (const order of orders) await makeDue(shop, order);
    await shop.settled();
    provider.latencyMs = 0;
    for (const { orderId } of orders) expect(await paymentOf(shop, orderId)).toMatchObject({ state: 'CAPTURED' });
  });
});
