import { PaymentCaptured, PaymentRefunded } from '@contracts/payments';
import { describeTopologies } from '@multilith/testing';
import { beforeAll, expect, it } from 'vitest';
import { cancelled, makeDue, newOrder, of, paymentOf, paymentsContext } from '../../../test/payments-context.js';
import { ProviderAccount } from '../../../test/provider-account.js';

describeTopologies('refunding a payment', (topology) => {
  const shop = paymentsContext(topology);
  let provider: ProviderAccount;
  beforeAll(() => {
    provider = new ProviderAccount(shop);
  });

  it('gives back the charge that was made, under one key', async () => {
    const order = newOrder();
    const { orderId } = order;
    await makeDue(shop, order);
    await shop.settled();
    await shop.publish(cancelled(order));
    await shop.settled();
    const refunds = provider.refunds.filter(({ key }) => key.includes(orderId));
    expect(new Set(refunds.map(({ key }) => key)).size).toBe(1);
    const [{ chargeId }] = await shop.dataSource.query(
      'SELECT charge_id AS "chargeId" FROM payments WHERE order_id = $1',
      [orderId],
    );
    expect(refunds[0]).toMatchObject({ amount: 2500, chargeId });
  });

  it('waits for a provider that is down', async () => {
    const order = newOrder();
    const { orderId } = order;
    await makeDue(shop, order);
    await shop.settled();
    provider.down = true;
    await shop.publish(cancelled(order));
    await expect.poll(() => provider.refunds.some(({ key }) => key.includes(orderId))).toBe(true);
    expect(await paymentOf(shop, orderId)).toMatchObject({ state: 'REFUNDING', refunded: 0 });
    provider.down = false;
    await shop.settled();
    expect(await paymentOf(shop, orderId)).toMatchObject({ state: 'REFUNDED', refunded: 2500 });
    expect(of(orderId, await shop.published(PaymentRefunded))).toHaveLength(1);
  });

  it('balances: what was captured and not given back is what was not called off', async () => {
    const amounts = Array.from({ length: 24 }, (_, i) => 100 + i);
    const orders = amounts.map((total) => newOrder({ total }));
    const calledOff = orders.filter((_, i) => i % 3 === 0);
    const kept = orders.filter((order) => !calledOff.includes(order));
    await Promise.all([
      ...orders.map((order) => makeDue(shop, order)),
      ...calledOff.map((order) => shop.publish(cancelled(order))),
    ]);
    await shop.settled();
    const [{ net }] = await shop.dataSource.query(
      'SELECT sum(captured - refunded)::int AS net FROM payments WHERE order_id = ANY ($1)',
      [orders.map(({ orderId }) => orderId)],
    );
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
    expect(net).toBe(sum(kept.map(({ total }) => total)));
    const captured = await shop.published(PaymentCaptured);
    for (const { orderId, total } of kept) expect(of(orderId, captured)).toMatchObject([{ amount: total }]);
  });
});
