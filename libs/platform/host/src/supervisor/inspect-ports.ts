import { MultilithError } from '@multilith/contract';
import { MAIN_HOST } from '@multilith/runtime/host';

/** Default port of Node's inspector. */
export const DEFAULT_INSPECT_PORT = 9229;
/** Distance between the ports of a host's processes. */
const INSTANCE_STEP = 100;
const LAST_PORT = 65_535;

/**
 * Returns the debugger port of a process, on this machine. A host keeps its port when other contexts are extracted: the
 * main host has the first port, the host of each context one after it, in alphabetical order of all contexts.
 *
 * @param first port of the main host
 * @param contexts every context of the system
 * @param instance number of the process within its host, from 0
 * @throws MultilithError START_ARGUMENT if the port exceeds 65535
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
