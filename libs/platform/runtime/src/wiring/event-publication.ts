import { randomUUID } from 'node:crypto';
import { definitionOf, encodeMessage, type Principal } from '@multilith/contract';
import { currentScope, type HandlerScope } from '../call/call-scope.js';
import { RuntimeError } from '../errors/runtime-error.js';
import type { JournalEntry } from '../journal/journal-entry.js';

/**
 * Adds a contract event to the unit of work of the running handler. Synchronous, because `AggregateRoot.commit()`
 * drops what `publish` returns.
 */
export function publishInUnitOfWork(event: object): void {
  const definition = definitionOf(event)!;
  const scope = currentScope();
  if (!scope)
    throw new RuntimeError(
      'EVENT_OUTSIDE_HANDLER',
      `${definition.name} was published outside a handler, where there is no transaction to keep it with.`,
      'Publish it in a command or event handler of its context.',
    );
  if (definition.context !== scope.context)
    throw new RuntimeError(
      'FOREIGN_EVENT',
      `${scope.message} of '${scope.context}' publishes ${definition.name}, which belongs to '${definition.context}'.`,
      `Send a command to '${definition.context}', or publish an event of '${scope.context}'.`,
    );
  if (!scope.unitOfWork)
    throw new RuntimeError(
      'EVENT_IN_QUERY',
      `${scope.message} publishes ${definition.name}, but a query has no transaction to keep it with.`,
      'Publish it in a command or event handler.',
    );
  scope.unitOfWork.publish(journalEntry(event, scope));
}

function journalEntry(event: object, scope: HandlerScope): JournalEntry {
  const definition = definitionOf(event)!;
  const { principal, trace } = scope;
  return {
    eventId: randomUUID(),
    name: definition.name,
    version: definition.version,
    key: definition.key!(event as never),
    payload: encodeMessage(event),
    headers: { trace, causedBy: scope.message, ...(principal ? { principal: carried(principal) } : {}) },
    occurredAt: new Date(),
  };
}

/** Only what the next handler needs travels with an event. */
const carried = ({ subject, roles }: Principal): Principal => ({ subject, roles });
