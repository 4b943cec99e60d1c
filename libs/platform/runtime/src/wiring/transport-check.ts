import type { WiringFault } from './wiring-error.js';

/** What a host has to reach others with. */
export interface Reach {
  /** Names of the transports that it needs, by the topology. */
  readonly needed: readonly string[];
  /** Names of those that it can connect. */
  readonly connectable: readonly string[];
  /** Hosts of the topology without a key that this host knows; itself if it has none of its own. */
  readonly hostsWithoutKey: readonly string[];
}

/** What is missing to reach other hosts, and to be reached. */
export function transportFaults(host: string, { needed, connectable, hostsWithoutKey }: Reach): WiringFault[] {
  const registered = connectable.join(', ') || 'none';
  const faults = needed
    .filter((name) => !connectable.includes(name))
    .map((name): WiringFault => ({
      code: 'TRANSPORT_MISSING',
      problem: `By the topology, host '${host}' and others call each other over '${name}', but the host has no transport of this name. Registered: ${registered}.`,
      remedy: `Add a connector to its options, transports: { '${name}': … }, or change topology.json.`,
    }));
  if (needed.length > 0 && hostsWithoutKey.length > 0)
    faults.push({
      code: 'PRINCIPAL_KEY_MISSING',
      problem: hostsWithoutKey.includes(host)
        ? `Host '${host}' deals with other hosts, but has no key to sign the principals of its calls.`
        : `Host '${host}' deals with other hosts, but has no public key of ${hostsWithoutKey.join(', ')} to check the principals of their calls.`,
      remedy:
        'Set PRINCIPAL_KEY of each host, and PRINCIPAL_PUBLIC_KEYS with the public keys of all: host=key,host=key.',
    });
  return faults;
}
