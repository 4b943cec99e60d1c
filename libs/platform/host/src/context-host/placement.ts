import { MultilithError } from '@multilith/contract';
import { hostOf, type Topology } from '@multilith/runtime/host';

/**
 * Refuses to start the host of a context that the topology places elsewhere: two hosts would do its work, and each
 * would receive calls meant for the other.
 *
 * @throws MultilithError CONTEXT_NOT_PLACED
 */
export function requirePlaced(topology: Topology, context: string, file: string): void {
  if (hostOf(topology, context) === context) return;
  throw new MultilithError(
    'CONTEXT_NOT_PLACED',
    `This is the host of '${context}', but ${file} leaves that context in the monolith.`,
    `Add the line with \`npx nx extract ${context}\`, or start the monolith alone.`,
  );
}
