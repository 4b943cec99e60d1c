import type { Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { InstanceWrapper } from '@nestjs/core/injector/instance-wrapper.js';
import { AsyncContext } from '@nestjs/cqrs';
import { z } from 'zod';
import { definitionOf, type MessageClass, type MessageDefinition, type MessageKind } from '@multilith/contract';
import { bindEarlierVersions } from '../call/earlier-version.js';
import type { LocalBinding } from '../call/handler-binding.js';
import type { ContextDatabase } from '@multilith/data';
import type { Discovery } from './discovery.js';

/** Binds every command and query handler that belongs to a context, by message class; also the earlier versions. */
export function bindHandlers(
  discovery: Discovery,
  databases: ReadonlyMap<string, ContextDatabase>,
  moduleRef: ModuleRef,
): Map<MessageClass, LocalBinding> {
  const bindings = new Map<MessageClass, LocalBinding>();
  for (const handler of discovery.handlers) {
    const { context, metadata, wrapper, type: handlerClass } = handler;
    const type = metadata.command ?? metadata.query;
    if (!type || context === undefined) continue;
    const definition = definitionOf(type);
    const binding: LocalBinding = {
      type,
      definition: definition ?? privateDefinition(type, metadata.command ? 'command' : 'query', context),
      handler: handlerClass.name,
      published: definition !== undefined,
      remote: undefined,
      database: databases.get(context),
      invoke: invoker(wrapper, 'execute', moduleRef),
    };
    const earlier = bindEarlierVersions(binding);
    bindings.set(type, { ...binding, earlier });
    for (const each of earlier.values()) bindings.set(each.type, each);
  }
  return bindings;
}

type Method = 'execute' | 'handle';
type Handler = Record<Method, (message: object) => Promise<unknown>>;

/**
 * Returns a function that calls a handler's method; a request-scoped handler is created for each message, as on the
 * stock buses.
 */
export function invoker(wrapper: InstanceWrapper, method: Method, moduleRef: ModuleRef): LocalBinding['invoke'] {
  if (wrapper.isDependencyTreeStatic()) {
    const handler = wrapper.instance as Handler;
    return (message) => handler[method](message);
  }
  return async (message) => {
    // The REQUEST of the handler. The stock buses attach it to the message, which is frozen here.
    const request = AsyncContext.of(message) ?? new AsyncContext();
    moduleRef.registerRequestByContextId(request, request.id);
    const handler = await moduleRef.resolve<Handler>(wrapper.metatype as never, request.id, { strict: false });
    return handler[method](message);
  };
}

/** Returns a synthetic definition for a private message, so that it runs like a contract message. */
export function privateDefinition(type: MessageClass, kind: MessageKind, context: string): MessageDefinition {
  const name = `${context}.${type.name}`;
  const anything = { input: z.object({}), output: z.unknown() };
  return {
    kind,
    name,
    context,
    version: 1,
    ...anything,
    errors: [],
    access: 'internal',
    key: undefined,
    earlier: new Map(),
    locked: {},
  };
}

/** Binds the handlers of private events, which run in memory, each in its own transaction. */
export function bindPrivateEvents(
  discovery: Discovery,
  databases: ReadonlyMap<string, ContextDatabase>,
  moduleRef: ModuleRef,
): Map<Type, Map<MessageClass, LocalBinding>> {
  const bindings = new Map<Type, Map<MessageClass, LocalBinding>>();
  for (const { type, context, metadata, wrapper } of discovery.handlers) {
    const events = metadata.events.filter((event) => definitionOf(event) === undefined);
    if (context === undefined || events.length === 0) continue;
    const invoke = invoker(wrapper, 'handle', moduleRef);
    const bind = (event: MessageClass): [MessageClass, LocalBinding] => [
      event,
      {
        type: event,
        definition: privateDefinition(event, 'event', context),
        published: false,
        remote: undefined,
        database: databases.get(context),
        invoke,
      },
    ];
    bindings.set(type, new Map(events.map(bind)));
  }
  return bindings;
}
