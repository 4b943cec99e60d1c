import type { ServerUnaryCall } from '@grpc/grpc-js';
import { peerNamed, type ProvenPeer } from './peer-names.js';

/** The part of a server's call that says who calls. */
export type AuthenticatedCall = Pick<ServerUnaryCall<unknown, unknown>, 'getAuthContext'>;

/** The owner that a certificate proves, and when it expires, in milliseconds since the epoch. */
interface Proof {
  readonly peer: ProvenPeer | undefined;
  readonly until: number;
}

/**
 * Returns the host or client that the certificate of the caller proves; `undefined` without TLS, if the certificate names
 * neither, or if it has expired since the connection was made.
 */
export function provenPeer(call: AuthenticatedCall): ProvenPeer | undefined {
  const { peer, until } = proofOf(call);
  return until > Date.now() ? peer : undefined;
}

/** Returns the host that the certificate of the caller proves; `undefined` if it does not prove a host. */
export function provenHost(call: AuthenticatedCall): string | undefined {
  const peer = provenPeer(call);
  return peer !== undefined && 'host' in peer ? peer.host : undefined;
}

/** Proofs by connection, because reading a certificate takes longer than a call. */
const proofs = new WeakMap<object, Proof>();

function proofOf(call: AuthenticatedCall): Proof {
  const connection = connectionOf(call);
  const known = connection && proofs.get(connection);
  if (known) return known;
  const certificate = call.getAuthContext().sslPeerCertificate;
  const proof = {
    peer: peerNamed(certificate?.subjectaltname),
    until: certificate ? new Date(certificate.valid_to).getTime() : Infinity,
  };
  if (connection) proofs.set(connection, proof);
  return proof;
}

/** grpc-js has no public name for the connection of a call. Without it, each call reads the certificate. */
const connectionOf = (call: AuthenticatedCall): object | undefined =>
  (call as { readonly call?: { readonly stream?: { readonly session?: object } } }).call?.stream?.session;
