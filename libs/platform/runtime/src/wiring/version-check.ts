import { definitionOf } from '@multilith/contract';
import type { ContextDefinition } from '../context/context-definition.js';
import type { DiscoveredHandler } from './discovery.js';
import type { WiringFault } from './wiring-error.js';

/**
 * Finds handlers of another version of a message than the one in the contract. The handler of the current version
 * serves all of them; a second handler would be a second behaviour, and could not be reached by version.
 */
export function versionFaults({ contract }: ContextDefinition, handlers: readonly DiscoveredHandler[]): WiringFault[] {
  return handlers.flatMap(({ type, moduleName, context, metadata }) => {
    const message = metadata.command ?? metadata.query;
    const definition = definitionOf(message);
    const current = definition && contract.messages.get(definition.name);
    if (!message || !current || current === message || context !== contract.name) return [];
    const { name, version } = definition;
    const { version: currentVersion, earlier } = definitionOf(current)!;
    const isServed = earlier.get(version)?.type === message;
    return [
      {
        code: 'HANDLER_OF_OTHER_VERSION',
        problem: `${type.name} (${moduleName}) handles ${message.name}, version ${version} of ${name}; the contract of '${contract.name}' lists version ${currentVersion}, ${current.name}.`,
        remedy: isServed
          ? `Handle ${current.name} only: its handler also serves version ${version}, converted by 'upcast' and 'downcast' of ${current.name}.`
          : version > currentVersion
            ? `List ${message.name} in the contract of '${contract.name}', or handle ${current.name}.`
            : `Handle ${current.name}, and name ${message.name} in its 'earlier' if version ${version} is still to be served.`,
      },
    ];
  });
}
