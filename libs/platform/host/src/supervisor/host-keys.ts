import { developmentPrincipalKeys, MAIN_HOST, principalEnv, type Topology } from '@multilith/runtime/host';

/** Returns the variables with the keys of a host. */
type KeySettings = (host: string) => Readonly<Record<string, string>>;

/**
 * Generates a key for each host of a topology, which the data folder keeps for later starts, and passes it to that host
 * only; all hosts get the public halves. Keys in the environment take precedence, and a single process needs no key.
 */
export function hostKeys(topology: Topology, dataDir: string, env: NodeJS.ProcessEnv): KeySettings {
  const extracted = Object.keys(topology);
  if (extracted.length === 0 || env.PRINCIPAL_KEY || env.PRINCIPAL_PUBLIC_KEYS) return () => ({});
  return principalEnv(developmentPrincipalKeys(dataDir), [MAIN_HOST, ...extracted]);
}
