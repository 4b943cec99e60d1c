import type { ServerUnaryCall } from '@grpc/grpc-js';
import { peerNamed, type ProvenPeer } from './peer-names.js';

/** The part of a server's call that says who calls. */
export type AuthenticatedCall = Pick<ServerUnaryCall<unknown, unknown>, 'getAuthContext'>;

/**
 * Returns whom the certificate of the caller proves; `undefined` without TLS, or if the certificate names neither a host
 * nor a client. All calls of a connection have the same answer.
 */
export const provenPeer = (call: AuthenticatedCall): ProvenPeer | undefined =>
  peerNamed(call.getAuthContext().sslPeerCertificate?.subjectaltname);

/** Returns the host that the certificate of the caller proves; `undefined` if it proves none. */
export function provenHost(call: AuthenticatedCall): string | undefined {
  const peer = provenPeer(call);
  return peer !== undefined && 'host' in peer ? peer.host : undefined;
}
