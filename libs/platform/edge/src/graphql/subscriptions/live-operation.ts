import { problemOf } from '@multilith/contract';
import {
  createSourceEventStream,
  execute,
  getOperationAST,
  GraphQLError,
  parse,
  validate,
  specifiedRules,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLSchema,
  type ValidationRule,
} from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { runAtEdge, type EdgeRequest } from '@multilith/runtime/host';
import {
  extraPointsOf,
  MAX_TOKENS,
  readingPointsOf,
  requireModestDocument,
  requireModestText,
  requireModestVariables,
  type DocumentLimitSettings,
} from '../documents/document-limits.js';
import type { Allowance } from '../../limits/rate-limits.js';
import { BadGraphqlRequestError } from '../request/graphql-request.js';

/** Rules for parsing and validating documents. */
export interface DocumentRules {
  readonly schema: GraphQLSchema;
  /** Validation rules in addition to the specification's. */
  readonly rules: readonly ValidationRule[];
  /** Whether errors do not suggest field names. */
  readonly hideSuggestions: boolean;
  readonly limits: DocumentLimitSettings;
}

/** Reads a subscription, or returns why it is refused: the limits are the same as for a request over HTTP. */
export async function readSubscription(
  { query, variables, operationName }: SubscribePayload,
  { schema, rules, hideSuggestions, limits }: DocumentRules,
  allowance: Allowance,
): Promise<ExecutionArgs | readonly GraphQLError[]> {
  try {
    allowance.spend(1);
    requireModestText(query, limits);
    const document = parse(query, { maxTokens: MAX_TOKENS });
    const measure = requireModestDocument(schema, document, limits);
    allowance.spend(readingPointsOf(measure));
    const faults = validate(schema, document, [...specifiedRules, ...rules], { hideSuggestions });
    if (faults.length > 0) return faults;
    allowance.spend(extraPointsOf(requireModestVariables(schema, document, variables ?? {}) ?? measure));
    const operation = getOperationAST(document, operationName);
    if (operation?.operation !== 'subscription')
      throw new BadGraphqlRequestError(
        operation
          ? `Send a ${operation.operation} over HTTP; a socket takes subscriptions.`
          : 'Name the operation to carry out.',
      );
    return { schema, document, variableValues: variables ?? {}, operationName: operationName ?? null };
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    return [new GraphQLError(problemOf(error), { originalError: error as Error })];
  }
}

/**
 * Executes a subscription. Each result is a request of its own, with its own deadline and its own GraphQL context, so
 * that loaders batch per result.
 *
 * @returns an iterator whose `return()` ends it at once; or the response to a subscription that could not start
 */
export async function carryOut(
  operation: ExecutionArgs,
  request: Omit<EdgeRequest, 'deadline'>,
  timeoutMs: number,
): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
  const source = await runAtEdge(request, () => createSourceEventStream({ ...operation, contextValue: {} }));
  if (!(Symbol.asyncIterator in source)) return source;
  const events = source[Symbol.asyncIterator]();
  const answers: AsyncIterableIterator<ExecutionResult> = {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: async () => {
      const { value, done } = await runAtEdge(request, () => events.next());
      if (done === true) return { value: undefined, done };
      const answer = await runAtEdge({ ...request, deadline: Date.now() + timeoutMs }, async () =>
        execute({ ...operation, contextValue: {}, rootValue: value }),
      );
      return { value: answer, done: false };
    },
    return: async () => {
      await events.return?.();
      return { value: undefined, done: true };
    },
  };
  return answers;
}
