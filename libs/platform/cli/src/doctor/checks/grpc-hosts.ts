import { grpcOptionsFromEnv, type GrpcOptions } from '@multilith/grpc';
import { readCertificateTexts, type CertificateTexts } from '@multilith/grpc/certificates';
import { MAIN_HOST } from '@multilith/runtime/host';
import { uses } from '../../deployment-files/workspace-places.js';
import { notNeeded } from '../finding.js';
import { connects, type InspectedDeployment, type InspectedHost } from '../inspected-deployment.js';

/** A host that calls others over gRPC, or is called over it. */
export interface GrpcHost {
  readonly name: string;
  readonly options: GrpcOptions;
  /** Whether other hosts call it. */
  readonly isServed: boolean;
  /** Its certificates; the reason if they cannot be read from here. */
  readonly certificates: CertificateTexts | Unreadable;
}

export interface Unreadable {
  readonly problem: string;
  /** Whether the files may be elsewhere, such as in a container. */
  readonly isElsewhere: boolean;
}

/** Returns the hosts of a deployment that connect by gRPC. */
export const grpcHosts = (deployment: InspectedDeployment): GrpcHost[] =>
  deployment.hosts
    .filter((host) => connects(deployment.places, host, 'grpc', 'GRPC_TLS_CERT'))
    .map((host) => ({
      name: host.name,
      options: grpcOptionsFromEnv(host.env),
      isServed: host.name === MAIN_HOST || deployment.places.topology[host.name]?.transport === 'grpc',
      certificates: certificatesOf(deployment, host),
    }));

/** Finding of every check of gRPC in a deployment that does not use it. */
export const GRPC_UNUSED = notNeeded('No context is reached over gRPC.');

export const usesGrpc = ({ places }: InspectedDeployment): boolean => uses(places, 'grpc');

export const isReadable = (certificates: CertificateTexts | Unreadable): certificates is CertificateTexts =>
  'cert' in certificates;

function certificatesOf({ folder, compose }: InspectedDeployment, { env }: InspectedHost): GrpcHost['certificates'] {
  const { tls } = grpcOptionsFromEnv(env);
  if (!tls) return { problem: 'GRPC_TLS_CA, GRPC_TLS_CERT and GRPC_TLS_KEY are not set.', isElsewhere: false };
  try {
    return readCertificateTexts(tls, folder);
  } catch (error) {
    const { problem } = error as { problem: string };
    return { problem, isElsewhere: compose !== undefined && /cannot be read/.test(problem) };
  }
}
