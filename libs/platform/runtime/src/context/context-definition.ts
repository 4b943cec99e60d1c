import type { Type } from '@nestjs/common';
import type { Contract, MessageClass } from '@multilith/contract';
import type { Persistence } from '@multilith/data';

/** A duration such as `'300ms'`, `'2s'` or `'1m'`. */
export type Duration = `${number}ms` | `${number}s` | `${number}m`;

/** Answers in place of a context that cannot be reached. Made by {@link fallback}. */
export interface Fallback {
  readonly message: MessageClass;
  readonly answer: (message: never) => unknown;
}

/** A context that this one calls, and what happens when it is not there. Made by {@link use}. */
export interface Use {
  readonly contract: Contract;
  /** Longest time one call may take, in milliseconds; a caller with less time left gives less. `undefined`: what the caller has. */
  readonly timeoutMs: number | undefined;
  /** How often a call that reached no host may be retried. Only counts if the context runs in another host. */
  readonly retries: number;
  /** `fail`: the caller gets the error. Fallbacks answer the messages they name; the others fail. */
  readonly whenUnavailable: 'fail' | readonly Fallback[];
}

/** A durable subscription: an event handler, under a name that outlives its class. Made by {@link subscription}. */
export interface Subscription {
  readonly name: string;
  readonly handler: Type;
  /** Where a subscription that has no cursor yet begins. */
  readonly start: 'now' | 'beginning';
  /** Most events that share one transaction; 1 for handlers with effects outside the database. */
  readonly batch: number;
}

/** Everything the runtime knows of a bounded context. */
export interface ContextDefinition {
  readonly contract: Contract;
  readonly uses: readonly Use[];
  readonly subscriptions: readonly Subscription[];
  readonly persistence: Persistence | undefined;
}
