import { setTimeout as sleep } from 'node:timers/promises';
import type { Progress } from '../cli/progress.js';
import type { OrderPlan } from '../plan/sale-order.js';
import type { Shop, ShopOrder } from '../shop/operations.js';

/**
 * Finds the planned orders among those of the shop, by reference. An order with the same reference but another customer or
 * total belongs to another import and is not counted.
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
/** A look at a long list of pending orders is work for the shop; looking takes a tenth of the time, or so. */
const POLL_SHARE = 0.1;
/** One look at a moment when the shop stands still would otherwise be followed by minutes of silence. */
const LONGEST_POLL_MS = 5_000;

/**
 * Waits until the shop has decided every planned order. Ends early when the number of pending ones has not gone down
 * for a while; who asks for the states afterwards sees them.
 */
export async function settle(
  shop: Shop,
  plans: readonly OrderPlan[],
  progress: Progress,
  signal: AbortSignal,
  stallMs = STALL_MS,
): Promise<void> {
  const wanted = new Set(plans.map((plan) => plan.reference));
  let fewest = Infinity;
  let since = performance.now();
  progress.waitFor('Waiting for the shop to decide every order, pending');
  for (;;) {
    const looked = performance.now();
    const pending = await countPending(shop, wanted);
    const pause = Math.min(LONGEST_POLL_MS, Math.max(POLL_MS, (performance.now() - looked) / POLL_SHARE));
    progress.left(pending);
    if (pending === 0) break;
    if (pending < fewest) {
      fewest = pending;
      since = performance.now();
    } else if (performance.now() - since > stallMs) {
      break;
    }
    await sleep(pause, undefined, { signal });
  }
  progress.end();
}

async function countPending(shop: Shop, wanted: ReadonlySet<string>): Promise<number> {
  let count = 0;
  for await (const page of shop.references('PENDING')) {
    count += page.filter((reference) => reference !== null && wanted.has(reference)).length;
  }
  return count;
}
