import { ReturnExceedsOrder } from '@contracts/orders';
import type { Order } from '../order.js';
import type { ReturnLine } from '../returns.js';

/** Of every product at most what was bought comes back, in all returns together. All lines that exceed it are named. */
export function noMoreComesBackThanWasBought(
  { orderId, lines: ordered }: Pick<Order, 'orderId' | 'lines'>,
  returned: ReadonlyMap<string, number>,
  requested: readonly ReturnLine[],
): void {
  const bought = new Map(ordered.map(({ sku, quantity }) => [sku, quantity]));
  const lines = requested
    .map(({ sku, quantity }) => ({
      sku,
      requested: quantity,
      bought: bought.get(sku) ?? 0,
      returned: returned.get(sku) ?? 0,
    }))
    .filter((line) => line.returned + line.requested > line.bought);
  if (lines.length > 0) throw new ReturnExceedsOrder({ orderId, lines });
}
