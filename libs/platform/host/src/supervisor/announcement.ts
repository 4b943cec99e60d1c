import { relative } from 'node:path';
import { MAIN_HOST } from '@multilith/runtime/host';
import type { HostDatabase } from '../database/host-database.js';
import type { HostReady } from '../process/supervised.js';
import type { HostNetwork } from './host-network.js';
import type { KeptHost } from './kept-host.js';

/** Returns the lines with the URLs, printed once everything is ready. */
export function announcement(
  hosts: readonly KeptHost[],
  ready: readonly HostReady[],
  { embedded }: HostDatabase,
  network: HostNetwork | undefined,
): string[] {
  const width = Math.max(...hosts.map(({ label }) => label.length)) + 2;
  return [
    ...(ready.find(({ notes }) => notes)?.notes ?? []),
    '',
    ...hosts.map(({ label, pid, inspectPort }, index) => {
      const { host, url = '' } = ready[index]!;
      const address = host === MAIN_HOST || !url ? url : `${url}/health/ready`;
      return `  ${label.padEnd(width)}process ${pid}  ${address}${debuggerAt(inspectPort)}`;
    }),
    ...(network ? [`  ${'NATS'.padEnd(width)}${network.url} (login for tools: ${shown(network.loginFile)})`] : []),
    '',
    `  Ctrl-C stops every host${network ? ', NATS' : ''}${embedded ? ' and the database' : ''}.`,
    '',
  ];
}

/** Returns the address at which a debugger can connect to a host. */
export const debuggerAt = (port: number | undefined): string =>
  port === undefined ? '' : `  debugger 127.0.0.1:${port}`;

const shown = (file: string): string => relative(process.cwd(), file);
