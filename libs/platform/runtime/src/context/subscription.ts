import type { Type } from '@nestjs/common';
import { DefinitionError } from '@multilith/contract';
import type { Subscription } from './context-definition.js';

/** How a subscription reads. */
export interface SubscriptionOptions {
  /** The `@EventsHandler(…)` class; its decorator says which events it wants. */
  readonly handler: Type;
  /** Where to begin when there is no cursor yet: at the journal's end or with everything that ever happened. */
  readonly start: 'now' | 'beginning';
  /**
   * Most events that share one transaction. Default 100. Use 1 for a handler with effects outside the database: it
   * then runs before its transaction is opened, and lanes run in parallel.
   */
  readonly batch?: number;
}

const NAME = /^[a-z][a-z0-9-]{0,62}$/;
const DEFAULT_BATCH = 100;

/**
 * Declares a durable subscription. Its cursor is kept under its name, so the handler class can be renamed freely; a
 * new name is a new subscription.
 *
 * A handler that throws is tried again, and its event parked after five attempts. An error whose `code` is
 * `UNAVAILABLE` (a call to a context that is not there, or your own error for a provider that is down) counts as no
 * attempt: the lane waits until it works again.
 *
 * @example subscription('confirm-paid-orders', { handler: ConfirmPaidOrder, start: 'beginning' })
 *
 * @throws DefinitionError when the name or the batch size is not usable
 */
export function subscription(name: string, options: SubscriptionOptions): Subscription {
  const { handler, start, batch = DEFAULT_BATCH } = options;
  if (!NAME.test(name))
    throw new DefinitionError(`A subscription is named '${name}'.`, `Use a-z, 0-9 and -, like 'confirm-paid-orders'.`);
  if (!Number.isInteger(batch) || batch < 1 || batch > 1_000)
    throw new DefinitionError(`Subscription '${name}' has batch ${batch}.`, 'Use a whole number from 1 to 1000.');
  return Object.freeze({ name, handler, start, batch });
}
