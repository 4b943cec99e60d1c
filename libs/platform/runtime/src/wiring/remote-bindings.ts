import { CommandHandler, QueryHandler, type CommandBus, type QueryBus } from '@nestjs/cqrs';
import { InstanceWrapper } from '@nestjs/core/injector/instance-wrapper.js';
import { definitionOf, type Contract, type MessageClass } from '@multilith/contract';
import type { HandlerBinding } from '../call/handler-binding.js';
import type { RemoteContext } from '../transport/remote-context.js';
import type { Discovery } from './discovery.js';

/** The contracts that something in this host calls and whose contexts are not here, by name. */
export function contractsElsewhere({ contexts, apis }: Discovery): Map<string, Contract> {
  const here = new Set(contexts.map(({ definition }) => definition.contract.name));
  const called = [
    ...apis.map(({ contract }) => contract),
    ...[...apis, ...contexts.map(({ definition }) => definition)].flatMap(({ uses }) =>
      uses.map((use) => use.contract),
    ),
  ];
  return new Map(called.filter(({ name }) => !here.has(name)).map((contract) => [contract.name, contract]));
}

/** Binds the commands and queries of contexts in other hosts. */
export function bindRemotes(
  contracts: Iterable<Contract>,
  remoteOf: (context: string) => RemoteContext | undefined,
): Map<MessageClass, HandlerBinding> {
  const bindings = new Map<MessageClass, HandlerBinding>();
  for (const { name, messages } of contracts) {
    const remote = remoteOf(name);
    if (!remote) continue;
    for (const type of messages.values()) {
      const definition = definitionOf(type)!;
      if (definition.kind === 'event') continue;
      bindings.set(type, { type, definition, published: true, remote, database: undefined, invoke: notHere });
    }
  }
  return bindings;
}

/** Gives a stock bus a handler for every message of its kind that is handled in another host. */
export function registerRemotes(
  bus: CommandBus | QueryBus,
  kind: 'command' | 'query',
  bindings: Iterable<HandlerBinding>,
): void {
  const wrappers = [...bindings]
    .filter(({ definition, remote }) => remote !== undefined && definition.kind === kind)
    .map(({ type }) => {
      class RemoteHandler {
        execute = notHere;
      }
      (kind === 'command' ? CommandHandler(type) : QueryHandler(type))(RemoteHandler);
      return new InstanceWrapper({ metatype: RemoteHandler, instance: new RemoteHandler(), isResolved: true });
    });
  bus.register(wrappers as never);
}

/** The hooked bus leads to the call path, which sends the message; nothing is left to be run here. */
const notHere = (): Promise<never> => Promise.reject(new Error('handled in another host'));
