import type { Progress } from '../cli/progress.js';
import type { ImportPlan } from '../plan/make-plan.js';
import { mergeLines, type OrderPlan } from '../plan/sale-order.js';
import type { Shop, ShopOrder } from '../shop/operations.js';
import { ShopRefusal } from '../shop/shop-error.js';
import { cancelOrders } from './cancel-orders.js';
import { concurrently } from './concurrently.js';
import { orderKey } from './keys.js';
import type { ImportOutcome, OrderOutcome } from './outcome.js';
import { prepareShop } from './prepare-shop.js';
import { isReturned, returnOrders, returnTasks } from './return-orders.js';
import { settle, surveyOrders } from './survey.js';

export interface ImportRun {
  readonly shop: Shop;
  readonly plan: ImportPlan;
  /** Requests under way at a time. */
  readonly concurrency: number;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/**
 * Carries out a plan: what the shop has already is left alone, the rest is placed in order of time, cancellations and,
 * once their parcels have left, returns follow, and then the shop is asked how everything ended. Running it again, also
 * after an interruption, does only what is missing.
 */
export async function runImport({ shop, plan, concurrency, progress, signal }: ImportRun): Promise<ImportOutcome> {
  const known = await surveyOrders(shop, plan.orders, progress);
  const missing = plan.orders.filter((order) => !known.has(order.reference));
  const buyers = new Set(missing.map((order) => order.customerId));
  const customers = plan.customers.filter((customer) => buyers.has(customer.customerId));
  const preparation =
    missing.length === 0 ? undefined : await prepareShop(shop, plan, customers, concurrency, progress);

  const placed = new Map([...known.values()].map((order) => [order.reference!, order.orderId]));
  const refused = await placeOrders(shop, missing, placed, concurrency, progress);
  const cancellations = await cancelOrders(shop, plan, known, placed, concurrency, progress);

  await settle(shop, plan.orders, progress, signal);
  const parts = returnTasks(plan.returns);
  const missingParts = parts.filter((part) => !isReturned(known.get(part.order.reference), part.reference));
  const tasks = [...missingParts, ...cancellations.tooLate];
  const returns = await returnOrders({ shop, plan, tasks, concurrency, progress, signal });
  const ended = await surveyOrders(shop, plan.orders, progress);
  const orders = plan.orders.map(({ reference }): [string, OrderOutcome] => [
    reference,
    outcomeOf(ended.get(reference), refused.get(reference)),
  ]);
  return {
    orders: new Map(orders),
    refusedCancellations: new Map([...cancellations.refused, ...returns.refused]),
    notShippedYet: returns.notShippedYet,
    placed: missing.length - refused.size,
    alreadyThere: known.size,
    cancelled: cancellations.cancelled,
    alreadyCancelled: cancellations.alreadyCancelled,
    returned: returns.returned,
    alreadyReturned: cancellations.alreadyReturned + parts.length - missingParts.length,
    preparation,
  };
}

async function placeOrders(
  shop: Shop,
  orders: readonly OrderPlan[],
  placed: Map<string, string>,
  concurrency: number,
  progress: Progress,
): Promise<Map<string, string>> {
  const refused = new Map<string, string>();
  if (orders.length === 0) return refused;
  progress.step('Orders', orders.length);
  await concurrently(orders, concurrency, async ({ reference, customerId, time, rows }) => {
    const placedAt = new Date(time).toISOString();
    const order = { customerId, lines: mergeLines(rows), placedAt, reference, paymentMethod: 'card' };
    try {
      placed.set(reference, await shop.placeOrder(order, orderKey(reference)));
    } catch (error) {
      if (!(error instanceof ShopRefusal)) throw error;
      refused.set(reference, error.code);
    }
    progress.advance(1, refused.size === 0 ? undefined : `${refused.size} refused`);
  });
  progress.end();
  return refused;
}

function outcomeOf(order: ShopOrder | undefined, refusal: string | undefined): OrderOutcome {
  if (!order) return { kind: 'refused', code: refusal ?? 'NOT_FOUND_AFTERWARDS' };
  if (order.state === 'REJECTED') return { kind: 'rejected', reason: order.reason ?? 'no reason given' };
  const returns = new Map<string, number>();
  for (const { reference, amount } of order.returns)
    if (reference !== null) returns.set(reference, (returns.get(reference) ?? 0) + amount);
  return { kind: 'held', orderId: order.orderId, state: order.state, total: order.total, returns };
}
