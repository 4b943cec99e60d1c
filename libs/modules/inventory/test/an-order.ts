import { randomUUID } from 'node:crypto';

/** An order of these quantities by sku, as `orders` tells of it. */
export function anOrder(quantities: Record<string, number>) {
  const lines = Object.entries(quantities).map(([sku, quantity]) => ({ sku, quantity, unitPrice: 100 }));
  return {
    orderId: randomUUID(),
    customerId: '17850',
    lines,
    total: lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0),
    paymentMethod: 'card',
    placedAt: new Date('2011-01-04T10:00:00Z'),
  };
}
