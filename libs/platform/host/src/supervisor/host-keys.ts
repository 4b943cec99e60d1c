import { developmentPrincipalKeys, MAIN_HOST, principalEnv, type Topology } from '@multilith/runtime/host';

/** Settings by which each host gets its keys. */
type KeySettings = (host: string) => Readonly<Record<string, string>>;

/**
 * Draws a key for each host of a topology, which the data folder keeps for later starts, and hands it to that host alone;
 * all get the public halves. Keys that the environment names are used instead, and one process alone needs none.
 */
export function hostKeys(topology: Topology, dataDir: string, env: NodeJS.ProcessEnv): KeySettings {
  const extracted = Object.keys(topology);
  if (extracted.length === 0 || env.PRINCIPAL_KEY || env.PRINCIPAL_PUBLIC_KEYS) return () => ({});
  return principalEnv(developmentPrincipalKeys(dataDir), [MAIN_HOST, ...extracted]);
}
