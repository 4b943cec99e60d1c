import { MultilithError } from '@multilith/contract';
import { orphanedSubscriptions, undeliveredEvents } from '@multilith/runtime/operations';
import type { Deployment } from './deployment.js';
import { UsageError } from './usage-error.js';

/** A subscription of a context. */
export interface SubscriptionRef {
  readonly context: string;
  readonly subscription: string;
}

/** Parses the name of a subscription on the command line: `<context>/<subscription>`. */
export function parseSubscription(args: readonly string[]): SubscriptionRef {
  const [context, subscription, ...more] = args[0]?.split('/') ?? [];
  if (!context || !subscription || more.length > 0 || args.length !== 1)
    throw new UsageError('Name one subscription as <context>/<subscription>, like orders/confirm-paid-orders.');
  return { context, subscription };
}

/** @throws MultilithError `CONTEXT_UNKNOWN`, `SUBSCRIPTION_UNKNOWN` */
export async function requireSubscription(
  deployment: Deployment,
  { context, subscription }: SubscriptionRef,
): Promise<void> {
  const pool = deployment.poolOf(context);
  const [live, orphans] = await Promise.all([
    undeliveredEvents(new Map([[context, pool]])),
    orphanedSubscriptions(pool),
  ]);
  const known = [...new Set([...live, ...orphans].map((each) => each.subscription))];
  if (known.includes(subscription)) return;
  throw new MultilithError(
    'SUBSCRIPTION_UNKNOWN',
    `The context '${context}' has no subscription '${subscription}'.`,
    known.length > 0 ? `It has ${known.join(', ')}.` : 'It has none.',
  );
}
