import { randomUUID } from 'node:crypto';
import { OrderCancelled, OrderConfirmed, OrderReturned } from '@contracts/orders';
import { testContext, type ContextUnderTest, type TopologyName } from '@multilith/testing';
import { ReportingModule } from '../src/index.js';

/** The reporting context alone, asked by sales. */
export function reportingContext(topology: TopologyName): ContextUnderTest {
  return testContext({ topology, module: ReportingModule, principal: { subject: 'till-1', roles: ['sales'] } });
}

/** A confirmed order of these quantities by sku, at a pound each. */
export function anOrder(
  quantities: Record<string, number>,
  { day = '2011-01-04', country = 'France' }: { day?: string; country?: string } = {},
): OrderConfirmed {
  const lines = Object.entries(quantities).map(([sku, quantity]) => ({ sku, quantity, unitPrice: 100 }));
  return new OrderConfirmed({
    orderId: randomUUID(),
    customerId: '17850',
    country,
    lines,
    total: lines.reduce((sum, { quantity }) => sum + quantity * 100, 0),
    placedAt: new Date(`${day}T10:00:00Z`),
  });
}

/** Tells that an order was cancelled after it was confirmed. */
export function cancelled({ orderId, customerId, country, lines, total, placedAt }: OrderConfirmed): OrderCancelled {
  return new OrderCancelled({ orderId, customerId, country, lines, total, placedAt, wasConfirmed: true });
}

/** Tells that units of an order of {@link anOrder} came back, some days later. */
export function returned(
  { orderId, customerId, country, placedAt }: OrderConfirmed,
  quantities: Record<string, number>,
): OrderReturned {
  const lines = Object.entries(quantities).map(([sku, quantity]) => ({ sku, quantity, unitPrice: 100 }));
  const amount = lines.reduce((sum, { quantity }) => sum + quantity * 100, 0);
  const returnedAt = new Date(placedAt.getTime() + 9 * 86_400_000);
  return new OrderReturned({
    returnId: randomUUID(),
    orderId,
    customerId,
    country,
    lines,
    amount,
    placedAt,
    returnedAt,
  });
}
