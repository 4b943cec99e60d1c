import { MultilithError } from '@multilith/contract';
import { orphanedSubscriptions, retireSubscription, undeliveredEvents } from '@multilith/runtime/operations';
import type { CommandRun } from '../command-run.js';
import { parseSubscription } from '../subscription-ref.js';
import { table } from '../table.js';
import { UsageError } from '../usage-error.js';

/** `multilith subscriptions` */
export async function listSubscriptions({ deployment, args, out }: CommandRun): Promise<void> {
  if (args.length > 0) throw new UsageError('multilith subscriptions lists all of them and takes no names.');
  const live = (await undeliveredEvents(deployment.pools)).map(
    ({ context, subscription, publisher, count, parked, stopped = '' }) =>
      [`${context}/${subscription}`, publisher, count, parked, stopped && `stopped: ${stopped}`] as const,
  );
  const orphans = await Promise.all(
    [...deployment.pools].map(async ([context, pool]) =>
      (await orphanedSubscriptions(pool)).map(
        ({ subscription, publisher, parked, since }) =>
          [`${context}/${subscription}`, publisher, 0, parked, `not declared since ${since.toISOString()}`] as const,
      ),
    ),
  );
  out(table(['subscription', 'publisher', 'undelivered', 'parked', 'note'], [...live, ...orphans.flat()]));
}

/** `multilith retire <context>/<subscription>` */
export async function retire({ deployment, args, out }: CommandRun): Promise<void> {
  const { context, subscription } = parseSubscription(args);
  if (!(await retireSubscription(deployment.poolOf(context), subscription)))
    throw new MultilithError(
      'SUBSCRIPTION_NOT_RETIRABLE',
      `There is no subscription '${subscription}' of '${context}' that its hosts no longer declare.`,
      'multilith subscriptions lists them; remove one from the module file and start the host before you retire it.',
    );
  out(`Forgot ${context}/${subscription}, its cursors and its parked events.`);
}
