import type { Type } from '@nestjs/common';
import type { Contract, MessageClass } from '@multilith/contract';
import type { Persistence } from '@multilith/data';

/** A duration such as `'300ms'`, `'2s'` or `'1m'`. */
export type Duration = `${number}ms` | `${number}s` | `${number}m`;

/** Answers messages of an unavailable context. Created by {@link fallback}. */
export interface Fallback {
  readonly message: MessageClass;
  readonly answer: (message: never) => unknown;
}

/** A context that this one calls, with the decision for its failures. Created by {@link use}. */
export interface Use {
  readonly contract: Contract;
  /**
   * Timeout of one call, in milliseconds; an earlier deadline of the caller wins. `undefined`: the deadline of the
   * caller.
   */
  readonly timeoutMs: number | undefined;
  /** Maximum retries of a call that failed with `UNAVAILABLE`. Applies only if the context runs in another host. */
  readonly retries: number;
  /** `fail`: the caller gets the error. Fallbacks answer the messages they name; the others fail. */
  readonly whenUnavailable: 'fail' | readonly Fallback[];
}

/** A durable subscription: an event handler under a stable name. Created by {@link subscription}. */
export interface Subscription {
  readonly name: string;
  readonly handler: Type;
  /** Where a subscription without a cursor begins. */
  readonly start: 'now' | 'beginning';
  /** Maximum number of events per transaction; 1 for handlers with effects outside the database. */
  readonly batch: number;
}

/** The definition of a bounded context. */
export interface ContextDefinition {
  readonly contract: Contract;
  readonly uses: readonly Use[];
  readonly subscriptions: readonly Subscription[];
  readonly persistence: Persistence | undefined;
}
