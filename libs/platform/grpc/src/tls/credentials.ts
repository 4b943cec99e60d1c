import {
  ChannelCredentials,
  experimental,
  ServerCredentials,
  type ChannelOptions,
  type VerifyOptions,
} from '@grpc/grpc-js';
import { GrpcError } from '../grpc-error.js';
import type { GrpcOptions, GrpcTlsFiles } from '../grpc-options.js';
import { CertificateFiles } from './certificate-files.js';
import { peerNamed } from './peer-names.js';
import { IDENTITY_PROBLEM } from './tls-problem.js';

/** How a client connects to a host. */
export interface HostCredentials {
  readonly credentials: ChannelCredentials;
  readonly settings: ChannelOptions;
}

/**
 * Returns the credentials of the server of this host: mutual TLS, so that only clients with a valid certificate can
 * connect; plain text if no TLS is set.
 *
 * @throws GrpcError `GRPC_CONFIG` if the certificates cannot be used
 */
export function serverCredentials(options: GrpcOptions): ServerCredentials {
  if (!options.tls) return ServerCredentials.createInsecure();
  const files = certificateFiles(options, options.tls);
  return experimental.createCertificateProviderServerCredentials(files, files, true);
}

/**
 * Returns the credentials for connections to another host: mutual TLS, and the certificate must be that of the host, at
 * whatever address; plain text if no TLS is set.
 *
 * @param host name in the topology of the host that is addressed
 * @throws GrpcError `GRPC_CONFIG` if the certificates cannot be used
 */
export function channelCredentials(options: GrpcOptions, host: string): HostCredentials {
  if (!options.tls) return { credentials: ChannelCredentials.createInsecure(), settings: {} };
  const files = certificateFiles(options, options.tls);
  return {
    credentials: experimental.createCertificateProviderChannelCredentials(files, files, { checkServerIdentity }),
    settings: { 'grpc.ssl_target_name_override': host },
  };
}

/**
 * Refuses settings with which any client could impersonate a host, or with certificates that cannot be used.
 *
 * @throws GrpcError `GRPC_OPEN` if `requireMutualTls` is set and TLS is not; `GRPC_CONFIG` if the certificates cannot be
 * used
 */
export function requireProvenHosts(options: GrpcOptions): void {
  const { requireMutualTls, tls } = options;
  if (tls) return void certificateFiles(options, tls);
  if (!requireMutualTls) return;
  throw new GrpcError(
    'GRPC_OPEN',
    'Hosts connect over gRPC without TLS, so any client could impersonate a host.',
    'Set GRPC_TLS_CA, GRPC_TLS_CERT and GRPC_TLS_KEY: npm run multilith -- secrets writes them for a deployment, npm run certs into files.',
  );
}

/** Called for a server whose certificate an authority has signed. Node would also take wildcards and common names. */
const checkServerIdentity: NonNullable<VerifyOptions['checkServerIdentity']> = (host, { subjectaltname }) => {
  const peer = peerNamed(subjectaltname);
  if (peer !== undefined && 'host' in peer && peer.host === host) return undefined;
  return new Error(`${IDENTITY_PROBLEM} ${host}: it is for ${subjectaltname ?? 'no name'}`);
};

/** Certificates by settings: the server and all channels of a host share them. */
const known = new WeakMap<GrpcTlsFiles, CertificateFiles>();

function certificateFiles({ host = 'monolith' }: GrpcOptions, tls: GrpcTlsFiles): CertificateFiles {
  const kept = known.get(tls);
  if (kept?.host === host) return kept;
  const files = new CertificateFiles(tls, host, tls.reloadIntervalMs);
  known.set(tls, files);
  return files;
}
