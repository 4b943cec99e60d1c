import type { ContextTraffic } from '@multilith/runtime/host';
import { readTraffic } from './read-traffic.js';

const known = new Map<string, readonly ContextTraffic[]>();

/** As `readTraffic`, once per process: a command asks several times, and the code stays as it is while it runs. */
export function knownTraffic(workspace: string): readonly ContextTraffic[] {
  const traffic = known.get(workspace) ?? readTraffic(workspace);
  known.set(workspace, traffic);
  return traffic;
}
