import { MultilithError } from '@multilith/contract';
import { hostOf, MAIN_HOST, type Topology } from '@multilith/runtime/host';

/**
 * Returns the contexts that the topology places in the edge host.
 *
 * @param known every context of the application
 * @throws MultilithError TOPOLOGY_INVALID for an unknown context
 */
export function contextsHere(topology: Topology, known: readonly string[]): readonly string[] {
  const unknown = Object.keys(topology).filter((context) => !known.includes(context));
  if (unknown.length > 0)
    throw new MultilithError(
      'TOPOLOGY_INVALID',
      `topology.json places ${list(unknown)}, but the contexts of the application are ${list(known)}.`,
      'Correct the name, or remove its line.',
    );
  return known.filter((context) => hostOf(topology, context) === MAIN_HOST);
}

const list = (contexts: readonly string[]): string => contexts.map((context) => `'${context}'`).join(', ');
