import { dropParkedEvents, listParkedEvents, retryParkedEvents, type ParkedEventRow } from '@multilith/runtime';
import type { CommandRun } from '../run-multilith.js';
import { parseSubscription, requireSubscription } from '../subscription-ref.js';
import { table } from '../table.js';
import { UsageError } from '../usage-error.js';

const SHOWN = 200;

/** `multilith parked [<context>[/<subscription>]]` */
export async function listParked({ deployment, args, filter, out }: CommandRun): Promise<void> {
  const [context, subscription, ...more] = args[0]?.split('/') ?? [];
  if (context === '' || subscription === '' || more.length > 0 || args.length > 1)
    throw new UsageError('Name nothing, a context, or one subscription as <context>/<subscription>.');
  if (context && subscription) await requireSubscription(deployment, { context, subscription });
  const contexts = context ? [context] : [...deployment.pools.keys()];
  const { key, eventId } = filter;
  const wanted = {
    ...(subscription ? { subscription } : {}),
    ...(key ? { key } : {}),
    ...(eventId ? { eventId } : {}),
  };
  const found = await Promise.all(
    contexts.map(async (name) => (await listParkedEvents(deployment.poolOf(name), wanted, SHOWN)).map(rowOf(name))),
  );
  const rows = found.flat();
  if (rows.length === 0) return out('Nothing is parked.');
  out(table(['subscription', 'event', 'key', 'id', 'status', 'attempts', 'last error'], rows));
  if (found.some((some) => some.length === SHOWN)) out(`The first ${SHOWN} of a context are shown.`);
}

const rowOf =
  (context: string) =>
  ({ subscription, name, key, eventId, status, attempts, lastError }: ParkedEventRow) => [
    `${context}/${subscription}`,
    name,
    key,
    eventId,
    status,
    attempts,
    lastError ?? '',
  ];

/** `multilith retry <context>/<subscription>` */
export async function retryParked({ deployment, args, filter, out }: CommandRun): Promise<void> {
  const { context, subscription } = parseSubscription(args);
  await requireSubscription(deployment, { context, subscription });
  const { all: _, ...some } = filter;
  const count = await retryParkedEvents(deployment.poolOf(context), { subscription, ...some });
  out(`${count} event(s) will be handled again by the hosts of '${context}', with what queues behind them.`);
}

/** `multilith drop <context>/<subscription>` */
export async function dropParked({ deployment, args, filter, out }: CommandRun): Promise<void> {
  const { context, subscription } = parseSubscription(args);
  const { all, ...some } = filter;
  if (!all && some.key === undefined && some.eventId === undefined)
    throw new UsageError('Say which events are given up: --key, --event or --all.');
  await requireSubscription(deployment, { context, subscription });
  const count = await dropParkedEvents(deployment.poolOf(context), { subscription, ...some });
  out(`${count} event(s) were given up.`);
}
