import { HostAddresses, probeHost, type GrpcOptions, type HostProbe } from '@multilith/grpc';
import type { CertificateTexts } from '@multilith/grpc/certificates';
import { faults, unknown, type Check, type Finding } from '../finding.js';
import type { InspectedDeployment } from '../inspected-deployment.js';
import { GRPC_UNUSED, grpcHosts, isReadable, usesGrpc, type GrpcHost } from './grpc-hosts.js';

const hosts: Check = {
  name: 'grpc-hosts',
  title: 'At each address of GRPC_HOSTS the right host answers, and takes calls',
  remedy: 'Start the host that is named, or correct GRPC_HOSTS and the certificates.',
  run: (deployment) =>
    atEachAddress(deployment, async ({ target, address, asker }) => {
      const probe = await probeHost(asker, target, address);
      return probe.status === 'serving' ? { status: 'pass', details: [] } : asFinding(probe, `${target} at ${address}`);
    }),
};

const anonymous: Check = {
  name: 'grpc-anonymous',
  title: 'The gRPC servers of hosts let no one in without a certificate',
  remedy: 'Set GRPC_TLS_CA, GRPC_TLS_CERT and GRPC_TLS_KEY of that host, and start it with NODE_ENV=production.',
  run: (deployment) =>
    atEachAddress(deployment, async ({ target, address }) => {
      const { status, problem } = await probeHost({}, target, address);
      if (status === 'unreachable') return unknown(`${target} at ${address} does not answer: ${problem}.`);
      return faults(status === 'refused' ? [] : [`${target} at ${address} answers in plain text.`]);
    }),
};

interface Place {
  readonly target: string;
  readonly address: string;
  /** Settings of a host that calls the target. */
  readonly asker: GrpcOptions;
}

/** Checks every address at which one host calls another. */
async function atEachAddress(
  deployment: InspectedDeployment,
  look: (place: Place) => Promise<Finding>,
): Promise<Finding> {
  if (!usesGrpc(deployment)) return GRPC_UNUSED;
  const found = await Promise.all(placesOf(deployment).map(look));
  const details = (status: Finding['status']): string[] =>
    found.filter((finding) => finding.status === status).flatMap((finding) => finding.details);
  if (details('fail').length > 0) return faults(details('fail'));
  if (details('unknown').length > 0) return unknown(...details('unknown'));
  return found.length > 0 ? faults([]) : unknown('No certificates to connect with can be read here.');
}

function placesOf(deployment: InspectedDeployment): Place[] {
  const all = grpcHosts(deployment);
  return all
    .filter(({ isServed }) => isServed)
    .flatMap(({ name: target }) => {
      const asker = all.find(({ name, certificates }) => name !== target && isReadable(certificates));
      return asker && isReadable(asker.certificates) ? addressesOf(deployment, target, asker, asker.certificates) : [];
    });
}

function addressesOf(
  deployment: InspectedDeployment,
  target: string,
  { name, options }: GrpcHost,
  { ca, cert, key }: CertificateTexts,
): Place[] {
  const tls = { caFile: ca.toString(), certFile: cert.toString(), keyFile: key.toString() };
  const listed = new HostAddresses(deployment.grpc ?? options.hosts).of(target);
  return listed.map((found) => {
    const inside = { host: found.name, port: String(found.port) };
    const { host, port } = deployment.grpc === undefined ? deployment.reach('grpc', inside) : inside;
    return { target, address: `${host}:${port}`, asker: { host: name, tls } };
  });
}

const asFinding = ({ status, problem }: HostProbe, what: string): Finding =>
  status === 'unreachable'
    ? unknown(`${what} does not answer: ${problem}.`)
    : faults([status === 'refused' ? `${what} cannot be called: ${problem}.` : `${what}: ${problem}.`]);

export const grpcServerChecks: readonly Check[] = [hosts, anonymous];
