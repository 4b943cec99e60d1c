import type { FastifyRequest } from 'fastify';
import { Kind, type DocumentNode, type OperationDefinitionNode } from 'graphql';

/** Number of fields that the name of an anonymous operation lists. */
const NAMED_FIELDS = 3;

/**
 * Names a request by its operation: `mutation placeOrder` is more useful than `POST /graphql`, and the schema limits
 * the number of names.
 */
export function nameRequest({ definitions }: DocumentNode, { observed }: Pick<FastifyRequest, 'observed'>): void {
  if (!observed) return;
  const operation = definitions.find((one): one is OperationDefinitionNode => one.kind === Kind.OPERATION_DEFINITION);
  if (!operation) return;
  const fields = operation.selectionSet.selections.flatMap((one) => (one.kind === Kind.FIELD ? [one.name.value] : []));
  const told = [...new Set(fields)];
  const name = [operation.operation, ...told.slice(0, NAMED_FIELDS), ...(told.length > NAMED_FIELDS ? ['…'] : [])];
  observed.describe({ 'graphql.operation.type': operation.operation }, name.join(' '));
}
