import { randomUUID } from 'node:crypto';
import {
  definitionOf,
  encodeMessage,
  lockedVersionOf,
  type MessageDefinition,
  type TraceContext,
  MultilithError,
} from '@multilith/contract';
import {
  currentScope,
  eventKeyOf,
  refuseLate,
  unitOfWorkOf,
  type HandlerScope,
  type JournalEntry,
} from '@multilith/data';
import type { WorkObserver } from '../observation/work-observer.js';
import type { PrincipalTokens } from '../principal/principal-tokens.js';
import { earlierForms } from './earlier-forms.js';

/**
 * Adds a contract event to the unit of work of the running handler. Synchronous, because `AggregateRoot.commit()`
 * drops what `publish` returns.
 */
export function publishInUnitOfWork(event: object, principals: PrincipalTokens, observer?: WorkObserver): void {
  const definition = definitionOf(event)!;
  const scope = currentScope();
  if (!scope)
    throw new MultilithError(
      'EVENT_OUTSIDE_HANDLER',
      `${definition.name} was published outside a handler, where there is no transaction to keep it with.`,
      'Publish it in a command or event handler of its context.',
    );
  if (scope.hasEnded) throw refuseLate(scope.context, `published ${definition.name}`);
  if (definition.context !== scope.context)
    throw new MultilithError(
      'FOREIGN_EVENT',
      `${scope.message} of '${scope.context}' publishes ${definition.name}, which belongs to '${definition.context}'.`,
      `Send a command to '${definition.context}', or publish an event of '${scope.context}'.`,
    );
  // A query inside a command shares the command's unit of work, but must not publish in it either.
  const unitOfWork = unitOfWorkOf(scope);
  if (!unitOfWork || scope.definition.kind === 'query')
    throw new MultilithError(
      'EVENT_IN_QUERY',
      `${scope.message} publishes ${definition.name}, but a query changes nothing and has no transaction of its own.`,
      'Publish it in a command or event handler.',
    );
  unitOfWork.publish(journalEntry(event, scope, principals, observer));
}

function journalEntry(
  event: object,
  scope: HandlerScope,
  principals: PrincipalTokens,
  observer: WorkObserver | undefined,
): JournalEntry {
  const definition = definitionOf(event)!;
  const { principal } = scope;
  const eventId = randomUUID();
  const earlier = earlierForms(event);
  const fingerprint = lockedVersionOf(event)?.fingerprint;
  const trace = spanOf(definition, eventId, scope, observer) ?? scope.trace;
  return {
    eventId,
    name: definition.name,
    version: definition.version,
    key: eventKeyOf(event),
    payload: encodeMessage(event),
    headers: {
      trace,
      causedBy: scope.message,
      ...(principal ? principals.kept(principal) : {}),
      ...(earlier ? { earlier } : {}),
      ...(fingerprint === undefined ? {} : { fingerprint }),
    },
    occurredAt: new Date(),
  };
}

/** Returns the trace span of the publication, the parent of the event's handlers; `undefined` without an observer. */
function spanOf(
  { context, name }: MessageDefinition,
  eventId: string,
  scope: HandlerScope,
  observer: WorkObserver | undefined,
): TraceContext | undefined {
  const published = observer?.begin({ kind: 'publish', publisher: context, event: name, eventId }, scope);
  published?.end();
  return published?.trace;
}
