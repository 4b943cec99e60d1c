import type { Type } from '@nestjs/common';
import { DefinitionError } from '@multilith/contract';
import type { Subscription } from './context-definition.js';

/** Options of a subscription. */
export interface SubscriptionOptions {
  /** The `@EventsHandler(…)` class; its decorator lists the wanted events. */
  readonly handler: Type;
  /** Where to begin without a cursor: `now` at the end of the journal, `beginning` at its first event. */
  readonly start: 'now' | 'beginning';
  /**
   * Maximum number of events per transaction. Default 100. Use 1 for a handler with effects outside the database: it
   * then runs before its transaction is opened, and lanes run in parallel.
   */
  readonly batch?: number;
}

const NAME = /^[a-z][a-z0-9-]{0,62}$/;
const DEFAULT_BATCH = 100;

/**
 * Declares a durable subscription. Its cursor is stored under its name, so the handler class can be renamed; a new name
 * is a new subscription.
 *
 * A handler that throws is retried, and its event is parked after five attempts. An error with the `code` `UNAVAILABLE`
 * (a call to an unavailable context, or your own error for a provider that is down) does not count as an attempt: the
 * lane waits and retries.
 *
 * @example subscription('confirm-paid-orders', { handler: ConfirmPaidOrder, start: 'beginning' })
 *
 * @throws DefinitionError if the name or the batch size is invalid
 */
export function subscription(name: string, options: SubscriptionOptions): Subscription {
  const { handler, start, batch = DEFAULT_BATCH } = options;
  if (!NAME.test(name))
    throw new DefinitionError(`A subscription is named '${name}'.`, `Use a-z, 0-9 and -, like 'confirm-paid-orders'.`);
  if (!Number.isInteger(batch) || batch < 1 || batch > 1_000)
    throw new DefinitionError(`Subscription '${name}' has batch ${batch}.`, 'Use a whole number from 1 to 1000.');
  return Object.freeze({ name, handler, start, batch });
}
