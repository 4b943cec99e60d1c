import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { permissionTable, permissionTableText } from '@multilith/grpc';
import { AUTHORITY_DAYS, CertificateAuthority, type IssuedCertificate } from '@multilith/grpc/certificates';
import { MAIN_HOST, type ContextTraffic, type Topology } from '@multilith/runtime/host';
import { freePorts } from './free-ports.js';
import type { HostNetwork } from './host-network.js';

/** Name of the client certificate for tools. */
const TOOLS = 'tools';

export interface GrpcNetworkOptions {
  readonly topology: Topology;
  readonly traffic: readonly ContextTraffic[];
  /** Number of processes of each host of the topology. */
  readonly instances: ReadonlyMap<string, number>;
  /** Folder of the table of permissions and of the certificate for tools. */
  readonly dataDir: string;
}

/**
 * Gives every process of a host that is reached over gRPC an address on this machine, which it keeps over restarts, and
 * every host a certificate of an authority that only this supervisor has. The table of permissions covers exactly what the
 * contracts of the hosts' contexts need, as in production.
 */
export async function openGrpcNetwork(options: GrpcNetworkOptions): Promise<HostNetwork> {
  const { topology, traffic, instances, dataDir } = options;
  const addresses = await addressesOf(options);
  const authority = CertificateAuthority.create();
  const certificates = new Map(
    [...instances.keys()].map((host) => [host, authority.host(host, { days: AUTHORITY_DAYS })]),
  );
  const folder = join(dataDir, 'grpc');
  mkdirSync(folder, { recursive: true });
  const permissions = keepTable(folder, permissionTableText(permissionTable({ topology, contexts: traffic })));
  keepCertificate(folder, authority, authority.client(TOOLS, { days: AUTHORITY_DAYS }));
  const hosts = [...addresses].map(([host, all]) => `${host}=${all.join(',')}`).join(';');
  return {
    name: 'gRPC',
    isServer: false,
    description: `with certificates (for tools: ${relative(process.cwd(), folder)})`,
    addressOf: (host, instance) => addresses.get(host)?.[instance],
    envOf: (host, instance) => ({
      GRPC_LISTEN: addresses.get(host)?.[instance] ?? '',
      GRPC_HOSTS: hosts,
      GRPC_TLS_CA: authority.certificate,
      GRPC_TLS_CERT: certificates.get(host)!.certificate,
      GRPC_TLS_KEY: certificates.get(host)!.key,
      GRPC_PERMISSIONS: permissions,
      GRPC_CLIENTS: TOOLS,
    }),
    stop: async () => {},
  };
}

async function addressesOf({ topology, instances }: GrpcNetworkOptions): Promise<Map<string, string[]>> {
  const served = [...instances].filter(([host]) => host === MAIN_HOST || topology[host]?.transport === 'grpc');
  const ports = await freePorts(served.reduce((sum, [, count]) => sum + count, 0));
  return new Map(
    served.map(([host, count]) => [host, ports.splice(0, count).map((port) => `127.0.0.1:${port}`)] as const),
  );
}

/** A file for each table: another supervisor on the same data may run another topology, and hosts read theirs when they restart. */
function keepTable(folder: string, text: string): string {
  const file = join(folder, `permissions-${createHash('sha256').update(text).digest('hex').slice(0, 12)}.json`);
  writeFileSync(file, text);
  return file;
}

/** Files that only the owner can read, in the form that gRPC tools take. */
function keepCertificate(folder: string, { certificate: ca }: IssuedCertificate, tools: IssuedCertificate): void {
  const write = (name: string, text: string): void => {
    const file = join(folder, name);
    rmSync(file, { force: true });
    writeFileSync(file, text, { mode: 0o600 });
  };
  write('ca.pem', ca);
  write(`${TOOLS}.pem`, tools.certificate);
  write(`${TOOLS}.key`, tools.key);
}
