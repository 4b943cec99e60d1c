import { randomUUID } from 'node:crypto';
import { GetCustomers, RegisterCustomer } from '@contracts/customers';
import { OrderCancelled, OrderConfirmed, OrderReturned } from '@contracts/orders';
import { describeTopologies, testContext } from '@multilith/testing';
import { expect, it } from 'vitest';
import { CustomersModule } from '../../customers.module.js';

const orderOf = (customerId: string, total: number) => ({
  orderId: randomUUID(),
  customerId,
  lines: [{ sku: 'cup', quantity: 1, unitPrice: total }],
  total,
  placedAt: new Date('2011-01-04T10:00:00Z'),
});

describeTopologies("adding up a customer's lifetime value", (topology) => {
  const shop = testContext({ topology, module: CustomersModule, principal: { subject: 'clerk', roles: ['sales'] } });
  const register = (customerId: string) =>
    shop.execute(new RegisterCustomer({ customerId, name: 'Ada', country: 'United Kingdom' }));
  const valueOf = async (customerId: string) =>
    (await shop.execute(new GetCustomers({ customerIds: [customerId] })))[0]?.lifetimeValue;

  it('counts confirmed orders', async () => {
    await register('1');
    await shop.publish(new OrderConfirmed(orderOf('1', 700)));
    await shop.publish(new OrderConfirmed(orderOf('1', 50)));
    await shop.settled();
    expect(await valueOf('1')).toBe(750);
  });

  it('takes a cancelled order back, if it had been confirmed', async () => {
    await register('2');
    const order = orderOf('2', 700);
    await shop.publish(new OrderConfirmed(order));
    await shop.publish(new OrderCancelled({ ...orderOf('2', 300), wasConfirmed: false }));
    await shop.settled();
    expect(await valueOf('2')).toBe(700);
    await shop.publish(new OrderCancelled({ ...order, wasConfirmed: true }));
    await shop.settled();
    expect(await valueOf('2')).toBe(0);
  });

  it('takes back what is returned, piece by piece', async () => {
    await register('3');
    const order = orderOf('3', 700);
    const returned = (amount: number) =>
      new OrderReturned({
        ...order,
        returnId: randomUUID(),
        amount,
        country: 'United Kingdom',
        returnedAt: new Date(),
      });
    for (const event of [new OrderConfirmed(order), returned(100), returned(250)]) await shop.publish(event);
    await shop.settled();
    expect(await valueOf('3')).toBe(350);
  });

  it('loses nothing when many orders of a few customers are confirmed at once', async () => {
    await Promise.all(['a', 'b', 'c'].map(register));
    const orders = Array.from({ length: 60 }, (_, i) => orderOf('abc'[i % 3]!, 10));
    await Promise.all(orders.map((order) => shop.publish(new OrderConfirmed(order))));
    await shop.settled();
    expect(await Promise.all(['a', 'b', 'c'].map(valueOf))).toEqual([200, 200, 200]);
  });
});
