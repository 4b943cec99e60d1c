import { DeliveryAlreadyReceived, GetStock, ReceiveStock } from '@contracts/inventory';
import { describeTopologies, testContext } from '@multilith/testing';
import { expect, it } from 'vitest';
import { InventoryModule } from '../../inventory.module.js';

const warehouse = { subject: 'w', roles: ['warehouse'] };

describeTopologies('receiving stock', (topology) => {
  const shop = testContext({ topology, module: InventoryModule, principal: warehouse });
  const stockOf = (...skus: string[]) => shop.as(undefined).execute(new GetStock({ skus }));

  it('puts a delivery on the shelves, on top of what is there', async () => {
    const lines = [
      { sku: 'cup', quantity: 2 },
      { sku: 'plate', quantity: 3 },
    ];
    expect(await shop.execute(new ReceiveStock({ lines }, { idempotencyKey: 'a' }))).toEqual({
      units: 5,
      alreadyReceived: false,
    });
    await shop.execute(new ReceiveStock({ lines: [{ sku: 'cup', quantity: 5 }] }, { idempotencyKey: 'b' }));
    expect(await stockOf('cup', 'fork')).toEqual([{ sku: 'cup', onHand: 7, reserved: 0, available: 7 }]);
  });

  it('books a delivery with a reference once', async () => {
    const delivery = { reference: 'D-1', lines: [{ sku: 'bowl', quantity: 4 }] };
    await shop.execute(new ReceiveStock(delivery, { idempotencyKey: 'c' }));
    expect(await shop.execute(new ReceiveStock(delivery))).toEqual({ units: 4, alreadyReceived: true });
    expect(await stockOf('bowl')).toMatchObject([{ onHand: 4 }]);
  });

  it('refuses a known reference with other lines', async () => {
    const deliver = (quantity: number) => new ReceiveStock({ reference: 'D-2', lines: [{ sku: 'jug', quantity }] });
    await shop.execute(deliver(1));
    await expect(shop.execute(deliver(2))).rejects.toThrow(DeliveryAlreadyReceived);
    expect(await stockOf('jug')).toMatchObject([{ onHand: 1 }]);
  });

  it('books a delivery that is announced many times at once a single time', async () => {
    const delivery = { reference: 'D-3', lines: [{ sku: 'pan', quantity: 1 }] };
    const answers = await Promise.all(Array.from({ length: 5 }, () => shop.execute(new ReceiveStock(delivery))));
    expect(answers.filter(({ alreadyReceived }) => !alreadyReceived)).toHaveLength(1);
    expect(await stockOf('pan')).toMatchObject([{ onHand: 1 }]);
  });

  it('lets deliveries of the same products in different order pass each other', async () => {
    const skus = Array.from({ length: 200 }, (_, i) => `mixed-${i}`);
    const deliveries = Array.from({ length: 8 }, (_, i) => {
      const lines = skus.map((sku) => ({ sku, quantity: 1 }));
      return new ReceiveStock({ lines: i % 2 ? lines : lines.reverse() }, { idempotencyKey: `mixed-${i}` });
    });
    await Promise.all(deliveries.map((delivery) => shop.execute(delivery)));
    const stock = await stockOf(...skus);
    expect(stock.map(({ onHand }) => onHand)).toEqual(skus.map(() => 8));
  });

  it('is for the warehouse only', async () => {
    const delivery = new ReceiveStock({ lines: [{ sku: 'cup', quantity: 1 }] });
    await expect(shop.as({ subject: 's', roles: ['sales'] }).execute(delivery)).rejects.toMatchObject({
      code: 'ACCESS_DENIED',
    });
  });
});
