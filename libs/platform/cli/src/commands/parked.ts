import {
  dropParkedEvents,
  listParkedEvents,
  retryParkedEvents,
  type ParkedEventRow,
} from '@multilith/runtime/operations';
import { withContent } from '../parked-json.js';
import type { CommandRun } from '../command-run.js';
import { parseSubscription, requireSubscription } from '../subscription-ref.js';
import { table } from '../table.js';
import { UsageError } from '../usage-error.js';

const MAX_SHOWN_EVENTS = 200;
/** Maximum length of a key in the table, in characters; `--json` prints it in full. */
const MAX_KEY_LENGTH = 60;

/** `multilith parked [<context>[/<subscription>]] [--json]` */
export async function listParked({ deployment, args, filter, json, out }: CommandRun): Promise<void> {
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
    contexts.map(async (name) =>
      (await listParkedEvents(deployment.poolOf(name), wanted, MAX_SHOWN_EVENTS)).map((row) => ({
        context: name,
        row,
      })),
    ),
  );
  if (json) return out(JSON.stringify(await withContent(deployment, found.flat()), undefined, 2));
  const rows = found.flat().map(cellsOf);
  if (rows.length === 0) return out('Nothing is parked.');
  out(table(HEADINGS, rows));
  if (found.some((some) => some.length === MAX_SHOWN_EVENTS))
    out(`The first ${MAX_SHOWN_EVENTS} of a context are shown.`);
  out(
    'With --json it has payloads and stacks. Mend the cause, then: npm run multilith -- retry <context>/<subscription>',
  );
}

/** A parked event and the context that has parked it. */
export interface FoundEvent {
  readonly context: string;
  readonly row: ParkedEventRow;
}

const HEADINGS = [
  'subscription',
  'event',
  'version',
  'key',
  'id',
  'status',
  'reason',
  'attempts',
  'first failure',
  'last failure',
  'last error',
] as const;

const cellsOf = ({ context, row }: FoundEvent): (string | number)[] => [
  `${context}/${row.subscription}`,
  row.name,
  row.version ?? '',
  row.key.length > MAX_KEY_LENGTH ? `${row.key.slice(0, MAX_KEY_LENGTH)}…` : row.key,
  row.eventId,
  row.status,
  row.reason ?? '',
  row.attempts,
  timeOf(row.firstFailedAt),
  timeOf(row.lastFailedAt),
  row.lastError ?? '',
];

/** Formats a time in UTC, to the second. */
const timeOf = (time: Date | undefined): string => time?.toISOString().replace(/\.\d+Z$/, 'Z') ?? '';

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
