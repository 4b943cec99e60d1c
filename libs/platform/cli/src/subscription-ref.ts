import { UsageError } from './usage-error.js';

/** Names a subscription on the command line: `<context>/<subscription>`. */
export function parseSubscription(args: readonly string[]): { context: string; subscription: string } {
  const [context, subscription, ...more] = args[0]?.split('/') ?? [];
  if (!context || !subscription || more.length > 0 || args.length !== 1)
    throw new UsageError('Name one subscription as <context>/<subscription>, like orders/confirm-paid-orders.');
  return { context, subscription };
}
