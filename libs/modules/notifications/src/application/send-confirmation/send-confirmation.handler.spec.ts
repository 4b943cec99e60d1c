import { describeTopologies } from '@multilith/testing';
import { beforeAll, expect, it } from 'vitest';
import { anOrder, mailOf, notificationsContext, Postbox } from '../../../test/notifications-context.js';

describeTopologies('confirming an order by mail', (topology) => {
  const shop = notificationsContext(topology);
  let postbox: Postbox;
  beforeAll(() => {
    postbox = new Postbox(shop);
  });
  const idsOf = (order: ReturnType<typeof anOrder>) => [
    ...new Set(postbox.about(order).map(({ messageId }) => messageId)),
  ];

  it('writes to the customer, under an id that follows from the event', async () => {
    const order = anOrder();
    const eventId = await shop.publish(order);
    await shop.settled();
    expect(postbox.about(order)[0]).toMatchObject({
      messageId: `${eventId}@shop.example`,
      to: { name: 'ann', address: 'ann@example.com' },
      text: expect.stringContaining('2 x LAMP at £12.50'),
    });
    expect(await mailOf(shop, order)).toMatchObject({ messageId: `${eventId}@shop.example` });
  });

  it('sends again under the same id when an answer is lost, and writes it down once', async () => {
    const order = anOrder();
    postbox.answersToLose = 1;
    await shop.publish(order);
    await shop.settled();
    expect(postbox.about(order).length).toBeGreaterThan(1);
    expect(idsOf(order)).toHaveLength(1);
    expect(await mailOf(shop, order)).toMatchObject({ messageId: idsOf(order)[0] });
  });

  it('records that there is no recipient', async () => {
    const orders = [anOrder('bob'), anOrder('nobody')];
    for (const order of orders) await shop.publish(order);
    await shop.settled();
    for (const order of orders) {
      expect(await mailOf(shop, order)).toMatchObject({ messageId: null });
      expect(postbox.about(order)).toEqual([]);
    }
  });

  it('has one record for every order when many are confirmed at once', async () => {
    const orders = Array.from({ length: 30 }, () => anOrder());
    await Promise.all(orders.map((order) => shop.publish(order)));
    await shop.settled();
    for (const order of orders) {
      expect(idsOf(order)).toHaveLength(1);
      expect(await mailOf(shop, order)).toMatchObject({ messageId: idsOf(order)[0] });
    }
  });
});
