import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { HostAddresses, parseClients, PERMISSIONS_FILE, readPermissionTable, type HostRights } from '@multilith/grpc';
import { certificateProblems, certificatesIn } from '@multilith/grpc/certificates';
import { MultilithError } from '@multilith/contract';
import { hostOf, type Topology } from '@multilith/runtime/host';
import { faults, unknown, type Check } from '../finding.js';
import { isLoopback, type InspectedDeployment } from '../inspected-deployment.js';
import { GRPC_UNUSED, grpcHosts, isReadable, usesGrpc, type GrpcHost } from './grpc-hosts.js';

/** How long certificates must still be valid, in days. */
const NOTICE_DAYS = 14;
const NOTICE_MS = NOTICE_DAYS * 24 * 60 * 60 * 1_000;
const DEFAULT_LISTEN = '0.0.0.0:50051';

const certificates: Check = {
  name: 'grpc-certificates',
  title: 'Each host on gRPC proves its name with a certificate of its own, which the others accept',
  remedy:
    'Run npm run multilith -- secrets, which writes certificates and replaces those that expire, and start the hosts again. With an authority of your own, issue new certificates.',
  run: (deployment) => {
    if (!usesGrpc(deployment)) return GRPC_UNUSED;
    const hosts = grpcHosts(deployment);
    const wrong = hosts.flatMap((host) => certificateFaults(host, hosts).map((fault) => `${host.name}: ${fault}`));
    const elsewhere = hosts.flatMap(({ name, certificates: found }) =>
      !isReadable(found) && found.isElsewhere ? [`${name}: ${found.problem}`] : [],
    );
    return wrong.length === 0 && elsewhere.length > 0 ? unknown(...elsewhere) : faults(wrong);
  },
};

function certificateFaults({ name, certificates: texts }: GrpcHost, hosts: readonly GrpcHost[]): string[] {
  if (!isReadable(texts)) return texts.isElsewhere ? [] : [texts.problem];
  const now = certificateProblems(texts, name);
  if (now.length > 0) return now;
  if (certificateProblems(texts, name, new Date(Date.now() + NOTICE_MS)).length > 0)
    return [`its certificate or its authority expires in fewer than ${NOTICE_DAYS} days.`];
  const others = hosts.filter((host) => host.name !== name);
  return others.flatMap((other) => {
    if (!isReadable(other.certificates)) return [];
    const { ca, cert } = other.certificates;
    const refusal = certificateProblems({ ...texts, ca }, name);
    return [
      ...(refusal.length > 0 ? [`${other.name} does not accept its certificate: it has another authority.`] : []),
      ...(keyIn(cert) === keyIn(texts.cert) ? [`its key is that of ${other.name}.`] : []),
    ];
  });
}

const keyIn = (cert: Buffer): string | undefined =>
  certificatesIn(cert)[0]?.publicKey.export({ format: 'pem', type: 'spki' }).toString();

const listen: Check = {
  name: 'grpc-listen',
  title: 'Hosts listen for gRPC where the others look for them',
  remedy: 'Set GRPC_LISTEN to 0.0.0.0:50051, or to the port that GRPC_HOSTS of the other hosts names.',
  run: (deployment) => {
    if (!usesGrpc(deployment)) return GRPC_UNUSED;
    const hosts = grpcHosts(deployment);
    return faults(
      hosts
        .filter(({ isServed }) => isServed)
        .flatMap((host) => listenFaults(deployment, host, hosts).map((fault) => `${host.name}: ${fault}`)),
    );
  },
};

function listenFaults(deployment: InspectedDeployment, { name, options }: GrpcHost, hosts: readonly GrpcHost[]) {
  const { listen: address = DEFAULT_LISTEN } = options;
  const [, host, port] = /^(.+):(\d+)$/.exec(address) ?? [];
  if (host === undefined) return [`GRPC_LISTEN is '${address}', which is not of the form host:port.`];
  // Each service of a compose file has an address of its own.
  if (deployment.compose && isLoopback(host)) return [`it listens at ${address}, where no other host reaches it.`];
  return hosts
    .filter((other) => other.name !== name)
    .flatMap((other) =>
      addressesOf(other.options.hosts, name)
        .filter((found) => found.name === name && String(found.port) !== port)
        .map((found) => `${other.name} looks for it at port ${found.port}, and it listens at ${port}.`),
    );
}

/** Empty if the setting cannot be read, which another check reports. */
function addressesOf(setting: string | undefined, host: string) {
  try {
    return new HostAddresses(setting).of(host);
  } catch {
    return [];
  }
}

const permissions: Check = {
  name: 'grpc-permissions',
  title: `${PERMISSIONS_FILE} fits the topology, and GRPC_CLIENTS names no host`,
  remedy: 'Run npm run grpc-permissions, and deploy the file with the hosts.',
  run: (deployment) => {
    if (!usesGrpc(deployment)) return GRPC_UNUSED;
    return faults([...tableFaults(deployment), ...settingFaults(deployment)]);
  },
};

function tableFaults({ folder, places, compose, hosts: present }: InspectedDeployment): string[] {
  const file = join(folder, compose ? PERMISSIONS_FILE : (present[0]?.env['GRPC_PERMISSIONS'] ?? PERMISSIONS_FILE));
  if (!existsSync(file)) return [`There is no ${PERMISSIONS_FILE}.`];
  const problem = (text: string): string => `${PERMISSIONS_FILE}: ${text}`;
  let hosts: Readonly<Record<string, HostRights>>;
  try {
    ({ hosts } = readPermissionTable(file));
  } catch (error) {
    return [(error as MultilithError).problem];
  }
  const { topology } = places;
  const served = places.hosts.filter((host) => host === places.hosts[0] || topology[host]?.transport === 'grpc');
  return [
    ...served.filter((host) => !hosts[host]).map((host) => problem(`it has no host ${host}.`)),
    ...Object.entries(hosts).flatMap(([host, { calls, follows }]) => {
      if (!places.hosts.includes(host)) return [problem(`it has a host ${host}, which is not in the topology.`)];
      const needless = [...new Set([...calls, ...follows])].filter(
        (context) => !places.contexts.includes(context) || !isReachedByGrpc(topology, host, context),
      );
      return needless.map((context) => problem(`${host} may use ${context}, which it does not reach by gRPC.`));
    }),
  ];
}

/** As hosts choose: the transport of the host of the context; for a context in the monolith, that of the calling host. */
const isReachedByGrpc = (topology: Topology, host: string, context: string): boolean =>
  hostOf(topology, context) !== host && (topology[context] ?? topology[host])?.transport === 'grpc';

function settingFaults(deployment: InspectedDeployment): string[] {
  return grpcHosts(deployment).flatMap(({ name, options }) => {
    const problems: string[] = [];
    const attempt = (read: () => void): void => {
      try {
        read();
      } catch (error) {
        problems.push(`${name}: ${(error as MultilithError).problem}`);
      }
    };
    attempt(() => void new HostAddresses(options.hosts));
    attempt(() => {
      const host = [...parseClients(options.clients).keys()].find((client) => deployment.places.hosts.includes(client));
      if (host !== undefined) problems.push(`${name}: GRPC_CLIENTS lists ${host}, which is a host.`);
    });
    return problems;
  });
}

export const grpcChecks: readonly Check[] = [certificates, listen, permissions];
