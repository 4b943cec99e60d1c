import type { Progress } from '../cli/progress.js';
import type { ImportPlan } from '../plan/make-plan.js';
import { mergeLines, type OrderPlan } from '../plan/sale-order.js';
import type { Shop, ShopOrder } from '../shop/operations.js';
import { ShopRefusal } from '../shop/shop-error.js';
import { concurrently } from './concurrently.js';
import { cancellationKey, orderKey } from './keys.js';
import type { ImportOutcome, OrderOutcome } from './outcome.js';
import { prepareShop } from './prepare-shop.js';
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
 * Carries out a plan: what the shop has already is left alone, the rest is placed in order of time, cancellations
 * follow, and then the shop is asked how everything ended. Running it again, also after an interruption, does only
 * what is missing.
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
  const ended = await surveyOrders(shop, plan.orders, progress);
  const orders = plan.orders.map(({ reference }): [string, OrderOutcome] => [
    reference,
    outcomeOf(ended.get(reference), refused.get(reference)),
  ]);
  return {
    orders: new Map(orders),
    refusedCancellations: cancellations.refused,
    placed: missing.length - refused.size,
    alreadyThere: known.size,
    cancelled: cancellations.cancelled,
    alreadyCancelled: cancellations.alreadyCancelled,
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

interface CancellationOutcome {
  readonly refused: Map<string, string>;
  cancelled: number;
  alreadyCancelled: number;
}

async function cancelOrders(
  shop: Shop,
  plan: ImportPlan,
  known: ReadonlyMap<string, ShopOrder>,
  placed: ReadonlyMap<string, string>,
  concurrency: number,
  progress: Progress,
): Promise<CancellationOutcome> {
  const outcome: CancellationOutcome = { refused: new Map(), cancelled: 0, alreadyCancelled: 0 };
  if (plan.cancellations.length === 0) return outcome;
  progress.step('Cancellations', plan.cancellations.length);
  await concurrently(plan.cancellations, concurrency, async ({ reference, orders }) => {
    for (const order of orders) {
      const orderId = placed.get(order.reference);
      if (orderId === undefined) continue; // refused orders are accounted for as such
      if (known.get(order.reference)?.state === 'CANCELLED') {
        outcome.alreadyCancelled += 1;
        continue;
      }
      try {
        await shop.cancelOrder(orderId, `cancelled by ${reference}`, cancellationKey(reference, order.reference));
        outcome.cancelled += 1;
      } catch (error) {
        if (!(error instanceof ShopRefusal)) throw error;
        outcome.refused.set(reference, error.code);
      }
    }
    progress.advance();
  });
  progress.end();
  return outcome;
}

function outcomeOf(order: ShopOrder | undefined, refusal: string | undefined): OrderOutcome {
  if (!order) return { kind: 'refused', code: refusal ?? 'NOT_FOUND_AFTERWARDS' };
  if (order.state === 'REJECTED') return { kind: 'rejected', reason: order.reason ?? 'no reason given' };
  return { kind: 'held', orderId: order.orderId, state: order.state, total: order.total };
}
