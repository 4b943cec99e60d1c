import { OrderTooLarge } from '@contracts/orders';

/** 100 million pounds, in pence: far above any real order, far below where integers stop being exact. */
export const MAX_ORDER_TOTAL = 10_000_000_000;

/** Keeps totals, and the sums of totals that others build, exact. */
export function anOrderHasAnUpperLimit(total: bigint): void {
  if (total > BigInt(MAX_ORDER_TOTAL)) throw new OrderTooLarge({ limit: MAX_ORDER_TOTAL });
}
