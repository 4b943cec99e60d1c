import { MultilithError } from '@multilith/contract';
import { AsyncContext, type EventBus, type UnhandledExceptionBus } from '@nestjs/cqrs';
import type { EventHub } from './event-hub.js';
import { markFacade } from './bus-facade.js';
import {
  attachAsyncContext,
  refusedRegistration,
  streamMembers,
  type BusStream,
  type MessagePublisher,
} from './bus-stream.js';

/**
 * Returns the event bus of a context: it knows the context also without a running handler, and its stream emits only
 * events of this context, each after its transaction has committed.
 */
export function eventBusFacade(bus: EventBus, context: string, hub: EventHub): EventBus {
  const stream = hub.streamOf(bus, context);
  const publishAll = (events: readonly object[] | undefined, ...rest: unknown[]): unknown => {
    const asyncContext = rest.find((argument) => argument instanceof AsyncContext);
    for (const event of asyncContext ? (events ?? []) : []) attachAsyncContext(asyncContext!, event);
    return hub.publish(bus, events ?? [], context, rest);
  };
  const publish = (event: object, ...rest: unknown[]): unknown => publishAll([event], ...rest);
  const publisher: MessagePublisher = {
    publish: (event, ...rest) => publish(event, ...rest),
    publishAll: (events, ...rest) => publishAll(events, ...rest),
  };
  return markFacade(
    Object.create(bus, {
      publish: { value: publish },
      publishAll: { value: publishAll },
      ...streamMembers(stream, publisher),
      // The stock bus itself ends its subscriptions.
      onModuleDestroy: { value: () => {} },
      ...refusedRegistration('EventBus'),
    }) as EventBus,
  );
}

/** Returns the `UnhandledExceptionBus` of a context, which emits failures of this context only. */
export function exceptionBusFacade(bus: UnhandledExceptionBus, stream: BusStream): UnhandledExceptionBus {
  const publisher = { publish: (info: object) => stream.emit(info) };
  const publish = (info: object): unknown => (stream.publisher ?? publisher).publish(info);
  return markFacade(
    Object.create(bus, {
      publish: { value: publish },
      ...streamMembers(stream, publisher),
    }) as UnhandledExceptionBus,
  );
}

/** Returns the `EventBus` or `EventPublisher` of an API, which refuses every use. */
export function eventBusRefusal(context: string): object {
  const refuse = (): never => {
    throw new MultilithError(
      'EVENT_BUS_IN_API',
      `The API of '${context}' uses an EventBus. Events of '${context}' are published by its handlers, in its own host.`,
      'Send a command to change something, and inject LiveEvents to watch.',
    );
  };
  const members = ['publish', 'publishAll', 'pipe', 'subscribe', 'mergeObjectContext', 'mergeClassContext'];
  return markFacade(Object.fromEntries(members.map((member) => [member, refuse])));
}
