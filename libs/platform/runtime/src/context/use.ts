import { DefinitionError, definitionOf, type Contract, type MessageClass } from '@multilith/contract';
import type { Command, Query } from '@nestjs/cqrs';
import type { Duration, Fallback, Use } from './context-definition.js';

/** Options of a use. */
export interface UseOptions {
  /**
   * Timeout of one call, retries included. Default without fallbacks: the deadline of the caller (30 s if it has none),
   * so that an overload delays a call instead of failing it. Default with fallbacks: `'2s'`.
   */
  readonly timeout?: Duration;
  /**
   * Maximum retries of a call that failed with `UNAVAILABLE`: a whole number from 0 to 5. Default 0.
   *
   * Only queries and commands with an idempotency key are retried, with backoff, until the deadline, and for at most a
   * tenth of the calls to that context (retry budget). Calls within one process are not retried.
   */
  readonly retry?: number;
  /**
   * The decision if the context is unavailable or does not answer in time: `'fail'`, or one or more {@link fallback}s.
   */
  readonly whenUnavailable: 'fail' | Fallback | readonly Fallback[];
}

const MAX_RETRIES = 5;
const FALL_BACK_AFTER_MS = 2_000;
const UNITS = { ms: 1, s: 1_000, m: 60_000 } as const;

/** Returns a duration such as `'300ms'` in milliseconds. */
export function milliseconds(duration: Duration): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(duration);
  if (!match) throw new DefinitionError(`'${duration}' is not a duration.`, `Write it like '300ms', '2s' or '1m'.`);
  return Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
}

/**
 * Declares that a context calls another context, and decides what happens if that context is unavailable.
 *
 * @example
 * uses: [
 *   use(catalog, { retry: 2, whenUnavailable: 'fail' }),
 *   use(customers, { timeout: '300ms', whenUnavailable: fallback(GetCustomers, ({ customerIds }) => []) }),
 * ]
 */
export function use(contract: Contract, options: UseOptions): Use {
  const { whenUnavailable, retry: retries = 0 } = options;
  if (!Number.isInteger(retries) || retries < 0 || retries > MAX_RETRIES)
    throw new DefinitionError(
      `use(${contract.name}, …) has retry ${retries}.`,
      `Use a whole number from 0 to ${MAX_RETRIES}.`,
    );
  return Object.freeze({
    contract,
    timeoutMs: timeoutOf(options),
    retries,
    whenUnavailable:
      whenUnavailable === 'fail' || Array.isArray(whenUnavailable) || whenUnavailable === undefined
        ? whenUnavailable
        : [whenUnavailable as Fallback],
  });
}

function timeoutOf({ timeout, whenUnavailable }: UseOptions): number | undefined {
  if (timeout !== undefined) return milliseconds(timeout);
  return whenUnavailable === 'fail' ? undefined : FALL_BACK_AFTER_MS;
}

/** The answer of a query or command, as its class declares it. */
type AnswerOf<M> = M extends Command<infer R> ? R : M extends Query<infer R> ? R : never;

/**
 * Declares the answer to a message if its context is unavailable.
 *
 * @example fallback(GetCustomers, ({ customerIds }) => customerIds.map((customerId) => ({ customerId, name: '(unknown)'
 *   })))
 */
export function fallback<M extends object>(
  message: MessageClass<M>,
  answer: (message: M) => AnswerOf<M> | Promise<AnswerOf<M>>,
): Fallback {
  if (!definitionOf(message))
    throw new DefinitionError(
      `fallback() was given ${message.name}, which is not a message of a contract.`,
      'Name a query or command that the contract lists.',
    );
  return Object.freeze({ message, answer: answer as Fallback['answer'] });
}
