import { setTimeout as sleep } from 'node:timers/promises';
import { CliError } from '../cli/cli-error.js';
import { grouped, seconds } from '../cli/format.js';
import type { Progress } from '../cli/progress.js';
import type { ContextReader } from './context-reader.js';
import { readDeliveries } from './deliveries.js';

const POLL_MS = 250;

/**
 * Waits until no event is undelivered, no order pending and no shipment due. Contexts are asked one after the other, and an event
 * handled in between may have published another, so two looks in a row must find nothing, with no new event between.
 * Parked events wait for a person and do not keep it waiting.
 *
 * @throws CliError `LEDGER_NOT_QUIET` when it takes longer than `timeoutMs`
 */
export async function waitUntilQuiet(
  read: ContextReader,
  timeoutMs: number,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const started = performance.now();
  let quietEnds: string | undefined;
  progress.waitFor('Waiting for events and pending orders, left');
  for (;;) {
    const { subscriptions, journalEnds } = await readDeliveries(read);
    const undelivered = subscriptions.reduce((sum, each) => sum + each.count, 0);
    const parked = subscriptions.reduce((sum, each) => sum + each.parked, 0);
    const pending = await pendingOrders(read);
    const due = await dueShipments(read);
    progress.left(
      undelivered + pending + due,
      `${grouped(undelivered)} events, ${grouped(pending)} orders, ${grouped(due)} shipments`,
    );
    // An order that hangs on a parked event stays pending until a person acts; there is nothing to wait for.
    const quiet = undelivered === 0 && due === 0 && (pending === 0 || parked > 0);
    if (quiet && quietEnds === journalEnds) break;
    quietEnds = quiet ? journalEnds : undefined;
    if (performance.now() - started > timeoutMs) throw notQuiet(timeoutMs, undelivered, pending);
    await sleep(POLL_MS, undefined, { signal });
  }
  progress.end();
}

async function pendingOrders(read: ContextReader): Promise<number> {
  const [row] = await read.query('orders', `SELECT count(*)::int AS count FROM orders WHERE state = 'PENDING'`);
  return Number(row?.['count']);
}

/** Shipments that leave now or while the ledger reads; those of later wait, and the books balance with them waiting. */
async function dueShipments(read: ContextReader): Promise<number> {
  const [row] = await read.query(
    'shipping',
    `SELECT count(*)::int AS count FROM shipment WHERE state = 'WAITING' AND due_at < now() + interval '3 seconds'`,
  );
  return Number(row?.['count']);
}

function notQuiet(timeoutMs: number, undelivered: number, pending: number): CliError {
  return new CliError(
    'LEDGER_NOT_QUIET',
    `After ${seconds(timeoutMs)}, ${grouped(undelivered)} events are undelivered and ${grouped(pending)} orders pending.`,
    'Is the shop running? Its index page shows which subscription lags. Give it longer with --timeout, or run without --wait for the figures as they are.',
  );
}
