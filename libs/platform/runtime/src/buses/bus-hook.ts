import type { Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { InstanceWrapper } from '@nestjs/core/injector/instance-wrapper.js';
import { CommandBus, CommandHandler, EventBus, QueryBus, QueryHandler } from '@nestjs/cqrs';
import { definitionOf, type MessageClass } from '@multilith/contract';
import type { CallPath } from '../call/call-path.js';
import type { HandlerBinding, LocalBinding } from '../call/handler-binding.js';
import { isFacade } from './bus-facade.js';
import { guardAggregates } from './aggregate-guard.js';
import type { EventHub } from './event-hub.js';
import type { PrivateFailures } from './private-failures.js';
import { cqrsMetadataOf, stockEventId } from './cqrs-metadata.js';

/** The targets of the hooked stock buses. */
export interface BusTargets {
  readonly callPath: CallPath;
  /** Handlers of commands and queries, here and in other hosts. */
  readonly bindings: ReadonlyMap<MessageClass, HandlerBinding>;
  /** Handlers of private events (events in no contract), by handler class and event class. */
  readonly privateEvents: ReadonlyMap<Type, ReadonlyMap<MessageClass, LocalBinding>>;
  /** Receives published events. */
  readonly hub: EventHub;
  /** Receives errors of handlers of private events. */
  readonly privateFailures: PrivateFailures;
}

type Bus = CommandBus | QueryBus;
type Bind = (wrapper: InstanceWrapper, id: string) => void;

/**
 * Routes the stock buses through the runtime. An application can have several of each. Stock registration calls the
 * public `bind` of each bus in `onApplicationBootstrap`, so it is replaced earlier, in `onModuleInit`.
 */
export function hookBuses(container: ModulesContainer, targets: BusTargets): void {
  guardAggregates();
  const seen = new Set<object>();
  for (const module of container.values())
    for (const { instance } of module.providers.values()) {
      if (typeof instance !== 'object' || instance === null || seen.has(instance) || isFacade(instance)) continue;
      seen.add(instance);
      if (instance instanceof CommandBus || instance instanceof QueryBus) {
        hookBus(instance, targets);
        registerUnprovided(instance, instance instanceof CommandBus ? 'command' : 'query', targets.bindings.values());
      }
      if (instance instanceof EventBus) hookEventBus(instance, targets);
    }
}

function hookBus(bus: Bus, { callPath, bindings }: BusTargets): void {
  const hooked = bus as { bind: Bind };
  const stock = hooked.bind.bind(bus);
  hooked.bind = (wrapper, id) => {
    const { command, query } = cqrsMetadataOf(wrapper.instance?.constructor ?? wrapper.metatype);
    const binding = bindings.get((command ?? query)!);
    if (!binding) return stock(wrapper, id);
    stock(handlerWrapper({ execute: (message: object) => callPath.dispatch(binding, message) }), id);
  };
}

function hookEventBus(bus: EventBus, { callPath, privateEvents, hub, privateFailures }: BusTargets): void {
  hub.take(bus);
  const hooked = bus as { bind: Bind };
  const stock = hooked.bind.bind(bus);
  hooked.bind = (wrapper, id) => {
    const type = (wrapper.instance?.constructor ?? wrapper.metatype) as Type;
    const event = cqrsMetadataOf(type).events.find((candidate) => stockEventId(candidate) === id);
    // Contract events reach their handlers through subscriptions, never through the stock stream.
    if (event && definitionOf(event)) return;
    const binding = event && privateEvents.get(type)?.get(event);
    if (!binding) return stock(wrapper, id);
    // An error that reaches the stock bus could end the subscription of the handler.
    const handle = (message: object): Promise<unknown> =>
      callPath
        .handlePrivateEvent(binding, message)
        .catch((error: unknown) => privateFailures.report(bus, binding, message, error));
    stock(handlerWrapper({ handle }), id);
  };
}

/** Wraps an existing handler as the stock registration does. */
const handlerWrapper = (instance: object): InstanceWrapper =>
  ({ isDependencyTreeStatic: () => true, instance }) as unknown as InstanceWrapper;

/**
 * Registers a handler on a stock bus for every message of its kind that no provider handles under its class: messages
 * of other hosts, and earlier versions.
 */
function registerUnprovided(bus: Bus, kind: 'command' | 'query', bindings: Iterable<HandlerBinding>): void {
  const wrappers = [...bindings]
    .filter(({ definition, remote, current }) => (remote ?? current) !== undefined && definition.kind === kind)
    .map(({ type }) => {
      class UnprovidedHandler {
        // Never runs: the hooked bus dispatches to the call path.
        execute = (): Promise<never> => Promise.reject(new Error('the bus is not hooked'));
      }
      (kind === 'command' ? CommandHandler(type) : QueryHandler(type))(UnprovidedHandler);
      return new InstanceWrapper({ metatype: UnprovidedHandler, instance: new UnprovidedHandler(), isResolved: true });
    });
  bus.register(wrappers as never);
}
