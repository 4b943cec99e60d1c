import { maxConnections } from '@multilith/runtime/host';
import {
  availableConnections,
  connectionsNeeded,
  shareConnections,
  type HostLoad,
} from '@multilith/data/connection-budget';

/** Inputs for the connection limits of a deployment's processes. */
export interface PoolTotalsOptions {
  readonly hosts: readonly HostLoad[];
  /** The server that the processes share; `undefined` if every context has its own. */
  readonly url: string | undefined;
  /** `DATABASE_POOL_TOTAL`; `undefined` if it is not set. */
  readonly given: number | undefined;
  readonly onLog: (line: string) => void;
}

/**
 * Returns the maximum number of connections of a process, by host: the environment's setting, else a share of the
 * server's limit. Logs a warning if the server allows fewer connections than the environment.
 *
 * @throws MultilithError CONNECTION_BUDGET
 */
export async function poolTotals({
  hosts,
  url,
  given,
  onLog,
}: PoolTotalsOptions): Promise<ReadonlyMap<string, number>> {
  // A server that does not respond is reported when its contexts are opened.
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
