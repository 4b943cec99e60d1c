import { SpanKind, TraceFlags, type SpanOptions } from '@opentelemetry/api';
import type {
  CallWork,
  CommitWork,
  DeliverWork,
  PublishWork,
  RelayWork,
  RequestWork,
  Work,
} from '@multilith/runtime/observe';

/** Initial name, kind and attributes of a span. */
export type WorkSpan = SpanOptions & { readonly name: string };

/**
 * Returns the span of a piece of work. Attributes use OpenTelemetry's names where they exist, otherwise they begin with
 * `multilith.`; none contains message content.
 */
export function spanOf(work: Work): WorkSpan {
  switch (work.kind) {
    case 'request':
      return requestSpan(work);
    case 'call':
      return callSpan(work);
    case 'commit':
      return commitSpan(work);
    case 'publish':
      return eventSpan(work, SpanKind.PRODUCER, 'create');
    case 'relay':
      return eventSpan(work, SpanKind.PRODUCER, 'send');
    case 'deliver':
      return deliverSpan(work);
  }
}

const requestSpan = ({ method, route }: RequestWork): WorkSpan => ({
  name: route === undefined ? method : `${method} ${route}`,
  kind: SpanKind.SERVER,
  attributes: { 'http.request.method': method, ...(route === undefined ? {} : { 'http.route': route }) },
});

const CALL_KINDS = { local: SpanKind.INTERNAL, outgoing: SpanKind.CLIENT, incoming: SpanKind.SERVER };

const callSpan = ({ caller, context, message, messageKind, route, earlierVersion }: CallWork): WorkSpan => ({
  name: message,
  kind: CALL_KINDS[route],
  attributes: {
    'rpc.system': 'multilith',
    'rpc.service': context,
    'rpc.method': message.slice(context.length + 1),
    'multilith.caller': caller.name,
    'multilith.caller.kind': caller.kind,
    'multilith.message.kind': messageKind,
    'multilith.route': route,
    ...(earlierVersion === undefined ? {} : { 'multilith.version': earlierVersion }),
  },
});

const commitSpan = ({ context, events, also }: CommitWork): WorkSpan => ({
  name: `commit ${context}`,
  kind: SpanKind.CLIENT,
  attributes: {
    'db.system.name': 'postgresql',
    'db.operation.name': 'COMMIT',
    'multilith.context': context,
    'multilith.events': events,
  },
  links: also.map((trace) => ({ context: { ...trace, traceFlags: TraceFlags.SAMPLED, isRemote: true } })),
});

const OPERATION_NAMES = { publish: 'publish', relay: 'relay', deliver: 'process' };

function eventSpan(work: PublishWork | RelayWork | DeliverWork, kind: SpanKind, operation: string): WorkSpan {
  const { publisher, event, eventId } = work;
  const name = OPERATION_NAMES[work.kind];
  return {
    name: `${name} ${event}`,
    kind,
    attributes: {
      'messaging.system': 'multilith',
      'messaging.operation.type': operation,
      'messaging.operation.name': name,
      'messaging.destination.name': event,
      'messaging.message.id': eventId,
      'multilith.publisher': publisher,
    },
  };
}

function deliverSpan(work: DeliverWork): WorkSpan {
  const { context, subscription } = work;
  const { attributes, ...span } = eventSpan(work, SpanKind.CONSUMER, 'process');
  return {
    ...span,
    attributes: {
      ...attributes,
      'messaging.consumer.group.name': `${context}.${subscription}`,
      'multilith.context': context,
    },
  };
}
