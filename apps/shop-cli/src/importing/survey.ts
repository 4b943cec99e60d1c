import { setTimeout as sleep } from 'node:timers/promises';
import type { Progress } from '../cli/progress.js';
import type { OrderPlan } from '../plan/sale-order.js';
import type { Shop, ShopOrder } from '../shop/operations.js';

/**
 * Finds the planned orders among those of the shop, by reference. One with the same reference but another customer or
 * total is somebody else's and not counted.
 */
export async function surveyOrders(
  shop: Shop,
  plans: readonly OrderPlan[],
  progress: Progress,
): Promise<Map<string, ShopOrder>> {
  const wanted = new Map(plans.map((plan) => [plan.reference, plan]));
  const found = new Map<string, ShopOrder>();
  progress.step("Looking through the shop's orders");
  for await (const page of shop.orders()) {
    for (const order of page) {
      const plan = order.reference === null ? undefined : wanted.get(order.reference);
      if (plan && plan.customerId === order.customerId && plan.total === order.total) found.set(plan.reference, order);
    }
    progress.advance(page.length);
  }
  progress.end();
  return found;
}

/** How long the shop may make no headway before waiting ends, in milliseconds. */
export const STALL_MS = 60_000;
const POLL_MS = 250;

/**
 * Waits until the shop has decided every planned order. Answers how many are still pending when it makes no headway.
 */
export async function settle(
  shop: Shop,
  plans: readonly OrderPlan[],
  progress: Progress,
  signal: AbortSignal,
  stallMs = STALL_MS,
): Promise<number> {
  const wanted = new Set(plans.map((plan) => plan.reference));
  let seen = '';
  let since = performance.now();
  progress.step('Waiting for the shop to decide every order, still pending on the last look');
  for (let before = 0; ;) {
    const pending = await firstPending(shop, wanted);
    progress.advance(pending.length - before, pending.length === 100 ? 'or more' : '');
    before = pending.length;
    if (pending.length === 0) break;
    const now = pending.map((order) => order.orderId).join();
    if (now !== seen) {
      seen = now;
      since = performance.now();
    } else if (performance.now() - since > stallMs) {
      break;
    }
    await sleep(POLL_MS, undefined, { signal });
  }
  progress.end();
  return countPending(shop, wanted);
}

/** The first page that has pending orders of ours; empty when there are none. */
async function firstPending(shop: Shop, wanted: ReadonlySet<string>): Promise<ShopOrder[]> {
  for await (const page of shop.orders('PENDING')) {
    const ours = page.filter((order) => order.reference !== null && wanted.has(order.reference));
    if (ours.length > 0) return ours;
  }
  return [];
}

async function countPending(shop: Shop, wanted: ReadonlySet<string>): Promise<number> {
  let count = 0;
  for await (const page of shop.orders('PENDING')) {
    count += page.filter((order) => order.reference !== null && wanted.has(order.reference)).length;
  }
  return count;
}
