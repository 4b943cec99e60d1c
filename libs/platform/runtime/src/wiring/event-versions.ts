import { definitionOf, type Contract, type MessageClass } from '@multilith/contract';
import { groupBy } from '@multilith/data';
import type { WiringFault } from './wiring-error.js';

/**
 * Finds events that a subscription could never handle, or in two versions.
 *
 * @param reader the subscription, for the text
 * @param contracts the contracts of this host, by context; of other publishers, the current version is not known
 */
export function eventVersionFaults(
  reader: string,
  events: readonly MessageClass[],
  contracts: ReadonlyMap<string, Contract>,
): WiringFault[] {
  const byName = groupBy(events, (event) => definitionOf(event)!.name);
  return [...byName].flatMap(([name, classes]): WiringFault[] => {
    if (classes.length > 1)
      return [
        {
          code: 'EVENT_VERSIONS',
          problem: `${reader} handles ${name} as ${classes.map((each) => `${each.name} (version ${definitionOf(each)!.version})`).join(' and ')}, but a handler gets every event once.`,
          remedy: `Name the newest of them in @EventsHandler(…): it also reads the events of earlier versions.`,
        },
      ];
    const { version, context } = definitionOf(classes[0]!)!;
    const current = definitionOf(contracts.get(context)?.messages.get(name));
    if (!current || current.version === version || current.earlier.get(version)?.downcast) return [];
    return [
      {
        code: 'EVENT_VERSIONS',
        problem: `${reader} handles version ${version} of ${name}, but '${context}' publishes version ${current.version} and does not convert its events to version ${version}.`,
        remedy: `Handle version ${current.version}, which also reads what was published before, or declare downcast: { ${version}: … } for ${name}.`,
      },
    ];
  });
}
