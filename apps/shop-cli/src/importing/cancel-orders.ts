import type { Progress } from '../cli/progress.js';
import type { ImportPlan } from '../plan/make-plan.js';
import type { Shop, ShopOrder } from '../shop/operations.js';
import { ShopRefusal } from '../shop/shop-error.js';
import { concurrently } from './concurrently.js';
import { cancellationKey } from './keys.js';
import { isReturned, wholeOrder, type ReturnTask } from './return-orders.js';

/** Outcomes of the cancellations of whole sales. */
export interface CancellationOutcome {
  /** Answers of the shop, by number of the cancellation invoice. */
  readonly refused: Map<string, string>;
  /** Orders that have left: all of them comes back instead. */
  readonly tooLate: ReturnTask[];
  cancelled: number;
  alreadyCancelled: number;
  alreadyReturned: number;
}

/**
 * Cancels the orders of whole sales.
 *
 * @param known orders that were there before this run, by reference
 * @param placed ids of all orders, by reference
 */
export async function cancelOrders(
  shop: Shop,
  plan: ImportPlan,
  known: ReadonlyMap<string, ShopOrder>,
  placed: ReadonlyMap<string, string>,
  concurrency: number,
  progress: Progress,
): Promise<CancellationOutcome> {
  const outcome: CancellationOutcome = {
    refused: new Map(),
    tooLate: [],
    cancelled: 0,
    alreadyCancelled: 0,
    alreadyReturned: 0,
  };
  if (plan.cancellations.length === 0) return outcome;
  progress.step('Cancellations', plan.cancellations.length);
  await concurrently(plan.cancellations, concurrency, async ({ reference, orders }) => {
    for (const order of orders) {
      const orderId = placed.get(order.reference);
      if (orderId === undefined) continue; // refused orders are accounted for as such
      const before = known.get(order.reference);
      if (before?.state === 'CANCELLED') outcome.alreadyCancelled += 1;
      else if (isReturned(before, reference)) outcome.alreadyReturned += 1;
      else {
        try {
          await shop.cancelOrder(orderId, `cancelled by ${reference}`, cancellationKey(reference, order.reference));
          outcome.cancelled += 1;
        } catch (error) {
          if (!(error instanceof ShopRefusal)) throw error;
          if (error.data['shipped'] === true) outcome.tooLate.push(wholeOrder(reference, order));
          else outcome.refused.set(reference, error.code);
        }
      }
    }
    progress.advance();
  });
  progress.end();
  return outcome;
}
