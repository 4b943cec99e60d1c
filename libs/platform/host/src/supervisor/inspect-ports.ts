import { MultilithError } from '@multilith/contract';
import { MAIN_HOST } from '@multilith/runtime/host';

/** Where Node's own inspector listens. */
export const DEFAULT_INSPECT_PORT = 9229;
/** Further processes of a host have ports this far apart. */
const INSTANCE_STEP = 100;
const LAST_PORT = 65_535;

/**
 * The port for debuggers of a process, on this machine. A host keeps its port whatever else is extracted: the main host has
 * the first one, the host of each context one after it, in the order of the names of all contexts.
 *
 * @param first port of the main host
 * @param contexts every context of the system
 * @param instance number of the process among those of its host, from 0
 * @throws MultilithError START_ARGUMENT when the ports go beyond the last one
 */
export function inspectPortOf(first: number, contexts: readonly string[], host: string, instance: number): number {
  const place = host === MAIN_HOST ? 0 : 1 + [...contexts].sort().indexOf(host);
  const port = first + place + instance * Math.max(INSTANCE_STEP, contexts.length + 1);
  if (port <= LAST_PORT) return port;
  throw new MultilithError(
    'START_ARGUMENT',
    `--inspect=${first} leaves no port for debuggers of ${host}: it would be ${port}.`,
    `Take a smaller number, such as ${DEFAULT_INSPECT_PORT}.`,
  );
}
