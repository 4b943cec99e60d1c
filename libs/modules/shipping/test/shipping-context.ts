import { randomUUID } from 'node:crypto';
import { OrderCancelled, OrderConfirmed } from '@contracts/orders';
import { GetShipments, type ShipmentView } from '@contracts/shipping';
import { testContext, type ContextUnderTest, type TopologyName } from '@multilith/testing';
import { expect, vi } from 'vitest';
import { DispatchRounds } from '../src/dispatch/dispatch-rounds.js';
import { ShippingModule } from '../src/index.js';

/** Sees every shipment. */
export const sales = { subject: 'till-1', roles: ['sales'] };

/** The shipping context alone. Orders are due after ten minutes, unless a test says otherwise: nothing leaves by itself. */
export function shippingContext(topology: TopologyName): ContextUnderTest {
  vi.stubEnv('SHIPPING_DELAY', '10m');
  return testContext({ topology, module: ShippingModule });
}

/** A confirmed order of ann's over two lamps. */
export function anOrder(): OrderConfirmed {
  return new OrderConfirmed({
    orderId: randomUUID(),
    customerId: 'ann',
    lines: [{ sku: 'LAMP', quantity: 2, unitPrice: 1250 }],
    total: 2500,
    placedAt: new Date('2011-12-09T12:50:00Z'),
  });
}

/** Tells that a confirmed order was cancelled. */
export function cancelled({ orderId, customerId, lines, total, placedAt }: OrderConfirmed): OrderCancelled {
  return new OrderCancelled({ orderId, customerId, lines, total, placedAt, wasConfirmed: true });
}

/** The shipment of an order as sales sees it. */
export async function shipmentOf(
  shop: ContextUnderTest,
  { orderId }: OrderConfirmed,
): Promise<ShipmentView | undefined> {
  return (await shop.as(sales).execute(new GetShipments({ orderIds: [orderId] })))[0];
}

/** Makes everything that waits due at once. */
export async function makeDue(shop: ContextUnderTest): Promise<void> {
  await shop.dataSource.query(`UPDATE shipment SET due_at = now() WHERE state = 'WAITING'`);
}

/** Has everything leave that is due. An order that is due last shows when that has happened. */
export async function ship(shop: ContextUnderTest): Promise<void> {
  const last = anOrder();
  await shop.publish(last);
  await shop.settled();
  await shop.dataSource.query('UPDATE shipment SET due_at = now() WHERE order_id = $1', [last.orderId]);
  shop.get(DispatchRounds).begin();
  await expect.poll(async () => (await shipmentOf(shop, last))?.state).toBe('SHIPPED');
}
