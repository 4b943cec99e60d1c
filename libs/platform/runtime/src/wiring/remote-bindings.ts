import { definitionOf, type Contract, type MessageClass } from '@multilith/contract';
import type { RemoteBinding } from '../call/handler-binding.js';
import type { RemoteCallee } from '../call/remote-callee.js';
import type { Discovery } from './discovery.js';

/** Returns the contracts that this host calls and whose contexts run in other hosts, by name. */
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

/** Binds the commands and queries of contexts in other hosts, in their current and earlier versions. */
export function bindRemotes(
  contracts: Iterable<Contract>,
  remoteOf: (context: string) => RemoteCallee | undefined,
): Map<MessageClass, RemoteBinding> {
  const bindings = new Map<MessageClass, RemoteBinding>();
  for (const { name, messages } of contracts) {
    const remote = remoteOf(name);
    if (!remote) continue;
    for (const type of messages.values()) {
      const definition = definitionOf(type)!;
      if (definition.kind === 'event') continue;
      bindings.set(type, { type, definition, published: true, remote });
      for (const conversion of definition.earlier.values()) {
        const { type: earlier } = conversion;
        const current = { type, definition, conversion };
        bindings.set(earlier, { type: earlier, definition: definitionOf(earlier)!, current, published: true, remote });
      }
    }
  }
  return bindings;
}
