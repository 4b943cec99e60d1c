import { isHostName } from '@multilith/runtime/transport';

/** Who a certificate belongs to: a host of the topology, or a client that is not a host. */
export type ProvenPeer = { readonly host: string } | { readonly client: string };

const CLIENT = 'urn:multilith:client:';

/** Returns the URI among the subject alternative names that makes a certificate that of a client. */
export const clientUri = (name: string): string => `${CLIENT}${name}`;

/**
 * Returns the host or client that the subject alternative names of a certificate prove; `undefined` if they prove
 * neither.
 *
 * A host has exactly one DNS name in the form of a host name, and names of addresses beside it, which have a dot. Several
 * host names would let the owner choose. A common name proves nothing.
 *
 * @param names as Node lists them: `DNS:orders, DNS:orders.example.com, IP Address:10.0.0.7`
 */
export function peerNamed(names: string | undefined): ProvenPeer | undefined {
  // Node puts names with unusual characters in quotes, among them those that could look like several names.
  if (names === undefined || names.includes('"')) return undefined;
  const entries = names.split(', ');
  const hosts = valuesOf(entries, 'DNS:').filter((name) => isHostName(name) && name !== 'localhost');
  const clients = valuesOf(entries, `URI:${CLIENT}`).filter(isHostName);
  if (hosts.length + clients.length !== 1) return undefined;
  return hosts.length === 1 ? { host: hosts[0]! } : { client: clients[0]! };
}

const valuesOf = (entries: readonly string[], prefix: string): string[] =>
  entries.filter((entry) => entry.startsWith(prefix)).map((entry) => entry.slice(prefix.length));
