import type { ServerUnaryCall } from '@grpc/grpc-js';
import type { Caller } from '@multilith/contract';
import { isHostName } from '@multilith/runtime/transport';
import type { LinkPermissions } from '../../permissions/link-permissions.js';
import type { ProvenPeer } from '../../tls/peer-names.js';
import { METADATA } from '../metadata-names.js';
import { UnaryRefusal } from '../status/unary-refusal.js';
import { firstValue } from './first-value.js';

type Call = ServerUnaryCall<unknown, unknown>;

/** How the clients of a server are named, and what they may call. */
export interface ClientRules {
  /** Returns the owner that the certificate of a client proves. Default: clients have no certificates. */
  readonly provenPeer?: ((call: Call) => ProvenPeer | undefined) | undefined;
  /** Whether clients without a certificate may name themselves, as on a server without TLS. Default: `false`. */
  readonly believesNames?: boolean | undefined;
  /** Default: every client may call every context. */
  readonly permissions?: Pick<LinkPermissions, 'mayUse'> | undefined;
}

/** The client of a call. */
export interface Client {
  /** Its name, which the runtime takes for the name of its host. */
  readonly name: string;
  readonly caller: Caller;
}

/** Name of clients that do not name themselves. */
export const UNNAMED_CLIENT = 'grpc-client';

/**
 * Returns the client of a call to a context. A host may call for a context that runs in it, which the receiver checks;
 * other clients are outside of every context.
 *
 * @throws UnaryRefusal if the client claims to be another one, or may not call the context
 */
export function clientOf(call: Call, context: string, rules: ClientRules): Client {
  const peer = rules.provenPeer?.(call);
  const { name, isHost } = namedBy(call, peer, rules.believesNames ?? false);
  if (rules.permissions && !rules.permissions.mayUse(peer, context))
    throw new UnaryRefusal('ACCESS_DENIED', `'${name}' may not call '${context}'`);
  const caller = firstValue(call.metadata, METADATA.caller);
  if (caller === undefined) return { name, caller: { kind: 'edge', name } };
  if (isHost) return { name, caller: readCaller(caller) };
  throw new UnaryRefusal('UNAUTHENTICATED', `${METADATA.caller} is for hosts, and the client has not proven to be one`);
}

function namedBy(call: Call, peer: ProvenPeer | undefined, believesNames: boolean): { name: string; isHost: boolean } {
  const isHost = peer !== undefined && 'host' in peer;
  const proven = peer && ('host' in peer ? peer.host : peer.client);
  const claimed = firstValue(call.metadata, METADATA.host);
  if (claimed === undefined || claimed === proven) return { name: proven ?? UNNAMED_CLIENT, isHost };
  if (!isHostName(claimed))
    throw new UnaryRefusal(
      'INVALID_METADATA',
      `${METADATA.host} is not a valid name; use lower-case letters, digits and hyphens`,
    );
  if (proven === undefined && believesNames) return { name: claimed, isHost: true };
  throw new UnaryRefusal('UNAUTHENTICATED', `${METADATA.host} is not the name that the client has proven`);
}

function readCaller(text: string): Caller {
  const [, kind, name] = /^(context|edge)\/(.{1,63})$/.exec(text) ?? [];
  if (name !== undefined && isHostName(name)) return { kind: kind as Caller['kind'], name };
  throw new UnaryRefusal('INVALID_METADATA', `${METADATA.caller} is neither context/<name> nor edge/<name>`);
}
