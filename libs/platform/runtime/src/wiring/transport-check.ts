import type { WiringFault } from './wiring-error.js';

/** What a host has to reach others with. */
export interface Reach {
  /** Names of the transports that it needs, by the topology. */
  readonly needed: readonly string[];
  /** Names of those that it can connect. */
  readonly connectable: readonly string[];
  readonly hasPrincipalKeys: boolean;
}

/** What is missing to reach other hosts, and to be reached. */
export function transportFaults(host: string, { needed, connectable, hasPrincipalKeys }: Reach): WiringFault[] {
  const faults = needed
    .filter((name) => !connectable.includes(name))
    .map((name) => ({
      code: 'TRANSPORT_MISSING',
      problem: `By the topology, host '${host}' and others call each other over '${name}', which it cannot connect.`,
      remedy: `Add a connector to its options, transports: { ${name}: … }, or change topology.json.`,
    }));
  if (needed.length > 0 && !hasPrincipalKeys)
    faults.push({
      code: 'PRINCIPAL_KEY_MISSING',
      problem: `Host '${host}' takes calls from other hosts, but has no key to check for whom they are made.`,
      remedy: 'Set PRINCIPAL_KEY where people sign in, and PRINCIPAL_PUBLIC_KEYS in all other hosts.',
    });
  return faults;
}
