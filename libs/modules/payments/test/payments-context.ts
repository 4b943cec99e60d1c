import { randomUUID } from 'node:crypto';
import { GetPayments, type PaymentView } from '@contracts/payments';
import { StockReserved } from '@contracts/inventory';
import { OrderCancelled, OrderPlaced, OrderReturned } from '@contracts/orders';
import { testContext, type ContextUnderTest, type TopologyName } from '@multilith/testing';
import { PaymentsModule } from '../src/index.js';

/** Sees every payment. */
export const sales = { subject: 'till-1', roles: ['sales'] };

/** The payments context alone. */
export function paymentsContext(topology: TopologyName): ContextUnderTest {
  return testContext({ topology, module: PaymentsModule });
}

/** An order of ann over 25 pounds, not published yet. */
export function newOrder(part: { paymentMethod?: string; total?: number } = {}): OrderPlaced {
  const { paymentMethod = 'card', total = 2500 } = part;
  return new OrderPlaced({
    orderId: randomUUID(),
    customerId: 'ann',
    lines: [{ sku: 'LAMP', quantity: 1, unitPrice: total }],
    total,
    paymentMethod,
    placedAt: new Date('2011-12-09T12:50:00Z'),
  });
}

/** The payment of an order as sales sees it. */
export async function paymentOf(shop: ContextUnderTest, orderId: string): Promise<PaymentView | undefined> {
  return (await shop.as(sales).execute(new GetPayments({ orderIds: [orderId] })))[0];
}

/** Returns the published events of one order. */
export function of<E extends { readonly orderId: string }>(orderId: string, events: readonly E[]): E[] {
  return events.filter((event) => event.orderId === orderId);
}

/** Tells that an order was cancelled before it was confirmed. */
export function cancelled({ orderId, customerId, lines, total, placedAt }: OrderPlaced): OrderCancelled {
  return new OrderCancelled({ orderId, customerId, lines, total, placedAt, wasConfirmed: false });
}

/** Publishes a return of an order with this value, in pence. */
export function returned({ orderId, customerId, placedAt }: OrderPlaced, amount: number): OrderReturned {
  return new OrderReturned({
    returnId: randomUUID(),
    orderId,
    customerId,
    country: 'France',
    lines: [{ sku: 'LAMP', quantity: 1, unitPrice: amount }],
    amount,
    placedAt,
    returnedAt: new Date(),
  });
}

/** Tells everything that makes the payment of an order due. */
export async function makeDue(shop: ContextUnderTest, order: OrderPlaced): Promise<void> {
  await shop.publish(order);
  await shop.publish(new StockReserved({ orderId: order.orderId }));
}
