import { MAIN_HOST } from '@multilith/runtime/host';
import type { HostDatabase } from '../database/host-database.js';
import type { HostReady } from '../process/supervised.js';
import type { KeptHost } from './kept-host.js';
import type { HostNetwork } from './networks/host-network.js';

/** Returns the lines with the URLs, printed once everything is ready. */
export function announcement(
  hosts: readonly KeptHost[],
  ready: readonly HostReady[],
  { embedded }: HostDatabase,
  networks: readonly HostNetwork[],
): string[] {
  const width = Math.max(...hosts.map(({ label }) => label.length)) + 2;
  const servers = networks.filter(({ isServer }) => isServer);
  return [
    ...(ready.find(({ notes }) => notes)?.notes ?? []),
    '',
    ...hosts.map((kept, index) => {
      const { label, pid, inspectPort } = kept;
      const { host, url = '' } = ready[index]!;
      const address = host === MAIN_HOST || !url ? url : `${url}/health/ready`;
      return `  ${label.padEnd(width)}process ${pid}  ${address}${reachedAt(kept, networks)}${debuggerAt(inspectPort)}`;
    }),
    ...networks.map(({ name, description }) => `  ${name.padEnd(width)}${description}`),
    '',
    `  Ctrl-C stops every host${servers.map(({ name }) => `, ${name}`).join('')}${embedded ? ' and the database' : ''}.`,
    '',
  ];
}

/** Returns the address at which a debugger can connect to a host. */
export const debuggerAt = (port: number | undefined): string =>
  port === undefined ? '' : `  debugger 127.0.0.1:${port}`;

/** Returns the addresses at which other hosts connect to a process. */
const reachedAt = ({ host, instance }: KeptHost, networks: readonly HostNetwork[]): string =>
  networks
    .flatMap(({ name, addressOf }) => {
      const address = addressOf?.(host, instance);
      return address === undefined ? [] : [`  ${name} ${address}`];
    })
    .join('');
