import { setTimeout as sleep } from 'node:timers/promises';
import type { Progress } from '../cli/progress.js';
import type { ImportPlan } from '../plan/make-plan.js';
import type { ReturnPart, ReturnPlan } from '../plan/match-cancellations.js';
import { mergeLines, type OrderPlan } from '../plan/sale-order.js';
import type { Shop, ShopOrder } from '../shop/operations.js';
import { ShopRefusal } from '../shop/shop-error.js';
import { concurrently } from './concurrently.js';
import { returnKey } from './keys.js';
import { STALL_MS, surveyOrders } from './survey.js';

/** One order that something comes back of. */
export interface ReturnTask extends ReturnPart {
  /** Number of the cancellation invoice. */
  readonly reference: string;
}

/** Outcomes of the returns, by number of the cancellation invoice. */
export interface ReturnOutcome {
  /** The answer of the shop. */
  readonly refused: Map<string, string>;
  /** When the parcel leaves that it would come back from: too late for this run. */
  readonly notShippedYet: Map<string, Date>;
  returned: number;
}

/** Parcels that leave within this time are waited for, in milliseconds. Those of later come with another run. */
const PATIENCE_MS = 120_000;
/** Between two attempts to take back what should have left by now, in milliseconds. */
const PAUSE_MS = 250;
/** How often progress is shown while nothing but time passes, in milliseconds. */
const TICK_MS = 1_000;

/** The parts of returns, one by one. */
export const returnTasks = (plans: readonly ReturnPlan[]): ReturnTask[] =>
  plans.flatMap(({ reference, parts }) => parts.map((part) => ({ reference, ...part })));

/** Taking back all of an order. */
export const wholeOrder = (reference: string, order: OrderPlan): ReturnTask => ({
  reference,
  order,
  lines: mergeLines(order.rows).map(({ sku, quantity }) => ({ sku, quantity })),
  amount: order.total,
});

/** Whether something came back of an order for a cancellation invoice. */
export const isReturned = (order: Pick<ShopOrder, 'returns'> | undefined, reference: string): boolean =>
  order?.returns.some((each) => each.reference === reference) ?? false;

interface ReturnRun {
  readonly shop: Shop;
  readonly plan: ImportPlan;
  readonly tasks: readonly ReturnTask[];
  readonly concurrency: number;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/**
 * Takes back what came back, as soon as its parcel has left. Waits for parcels that leave soon, for as long as some of
 * them do; the others are named, for another run. To be called when the shop has decided every order.
 */
export async function returnOrders(run: ReturnRun): Promise<ReturnOutcome> {
  const { shop, plan, tasks, concurrency, progress, signal } = run;
  const outcome: ReturnOutcome = { refused: new Map(), notShippedYet: new Map(), returned: 0 };
  if (tasks.length === 0) return outcome;
  const orders = await surveyOrders(shop, plan.orders, progress);
  const due = tasks
    // Orders that the shop refused, rejected or cancelled are accounted for as such.
    .flatMap((task) => {
      const order = orders.get(task.order.reference);
      return order?.state === 'CONFIRMED' ? [{ ...task, orderId: order.orderId, dueAt: dueAtOf(order) }] : [];
    })
    .sort((a, b) => a.dueAt - b.dueAt);
  const end = Date.now() + PATIENCE_MS;
  const last = due.findLast(({ dueAt }) => dueAt <= end);
  let headway = Date.now();

  progress.step('Returns', due.length);
  if (last && last.dueAt > headway) progress.advance(0, `the last parcel leaves at ${clock(last.dueAt)}`);
  await concurrently(due, concurrency, async ({ reference, order, orderId, lines, dueAt }) => {
    if (dueAt <= end) {
      for (let wait = dueAt - Date.now(); wait > 0; wait = dueAt - Date.now()) {
        progress.advance(0); // a waiting import looks dead otherwise
        await sleep(Math.min(wait, TICK_MS), undefined, { signal });
      }
      for (;;) {
        try {
          await shop.refundOrder({ orderId, lines, reference }, returnKey(reference, order.reference));
          outcome.returned += 1;
          headway = Date.now();
          return progress.advance();
        } catch (error) {
          if (!(error instanceof ShopRefusal)) throw error;
          if (!isNotShippedYet(error)) {
            outcome.refused.set(reference, error.code);
            return progress.advance();
          }
        }
        if (Date.now() - Math.max(dueAt, headway) > STALL_MS) break;
        await sleep(PAUSE_MS, undefined, { signal });
      }
    }
    outcome.notShippedYet.set(reference, new Date(Math.max(dueAt, Date.now())));
    progress.advance();
  });
  progress.end();
  return outcome;
}

/** When its parcel leaves; an order that shipping has not heard of yet counts as due at once. */
const dueAtOf = ({ shipment }: ShopOrder): number => (shipment === null ? 0 : Date.parse(shipment.dueAt));

/** Only a confirmed order that has not left can still leave. */
const isNotShippedYet = ({ code, data }: ShopRefusal): boolean =>
  code === 'orders.OrderNotReturnable' && data['state'] === 'CONFIRMED';

const clock = (time: number): string => new Date(time).toTimeString().slice(0, 8);
