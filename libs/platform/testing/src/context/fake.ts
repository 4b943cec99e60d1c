import { definitionOf, MultilithError, type MessageClass } from '@multilith/contract';
import type { Command, Query } from '@nestjs/cqrs';

/** Type of the answer of a command or query, as its class declares it. */
export type AnswerOf<M> = M extends Command<infer R> ? R : M extends Query<infer R> ? R : never;

/** Stands in for a handler of another context. Created by {@link fake}. */
export interface Fake {
  readonly message: MessageClass;
  readonly answer: (message: never) => unknown;
}

/**
 * Answers a message of another context in a test; typed by the contract. An error that it throws reaches the caller as
 * it would from the real context.
 *
 * @example fake(GetProducts, ({ skus }) => skus.map((sku) => ({ sku, name: sku, price: 100 })))
 */
export function fake<M extends object>(
  message: MessageClass<M>,
  answer: (message: M) => AnswerOf<M> | Promise<AnswerOf<M>>,
): Fake {
  if (!definitionOf(message))
    throw new MultilithError(
      'TEST_SETUP',
      `fake() was given ${message.name}, which is not a message of a contract.`,
      'Name a command or query that a contract lists.',
    );
  return { message, answer: answer as Fake['answer'] };
}
