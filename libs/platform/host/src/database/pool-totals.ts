import { maxConnections } from '@multilith/runtime/host';
import {
  availableConnections,
  connectionsNeeded,
  shareConnections,
  type HostLoad,
} from '@multilith/data/connection-budget';

/** What decides how many connections the processes of a deployment may open. */
export interface PoolTotalsOptions {
  readonly hosts: readonly HostLoad[];
  /** The server that they share; `undefined` if every context names its own. */
  readonly url: string | undefined;
  /** `DATABASE_POOL_TOTAL`, where it is set. */
  readonly given: number | undefined;
  readonly onLog: (line: string) => void;
}

/**
 * Most connections of a process, by host: what the environment says, else a share of what the server takes. Logs a line
 * if the server takes less than the environment allows.
 *
 * @throws MultilithError CONNECTION_BUDGET
 */
export async function poolTotals({
  hosts,
  url,
  given,
  onLog,
}: PoolTotalsOptions): Promise<ReadonlyMap<string, number>> {
  // A server that does not answer is reported where its contexts are opened.
  const found = url === undefined ? undefined : await maxConnections(url);
  if (given === undefined) return shareConnections(hosts, found ?? connectionsNeeded(hosts));
  const loaded = hosts.filter(({ contexts }) => contexts > 0);
  const processes = loaded.reduce((total, { instances }) => total + instances, 0);
  if (found !== undefined && processes * given > availableConnections(found))
    onLog(
      `DATABASE_POOL_TOTAL=${given} lets ${processes} processes open ${processes * given} connections, but the database ` +
        `server takes ${found}, some of them for tools. Leave DATABASE_POOL_TOTAL out to have it computed, or raise max_connections.`,
    );
  return new Map(loaded.map(({ host }) => [host, given]));
}
