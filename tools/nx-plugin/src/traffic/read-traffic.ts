import { Checker, contextGraph, type Scene } from '@multilith/boundary-lint';
import type { ContextTraffic } from '@multilith/runtime/host';

/**
 * Reads off the code of a workspace which contexts each context calls, whose events it follows, and which contexts its
 * API calls.
 *
 * @param workspace its folder
 */
export const readTraffic = (workspace: string): ContextTraffic[] =>
  trafficOf(new Checker(workspace, { cache: true }).run().scene);

/** As `readTraffic`, of code that has been read. */
export function trafficOf(scene: Scene): ContextTraffic[] {
  const { contexts, flows } = contextGraph(scene);
  const withApi = new Set(scene.dealings.flatMap(({ unit, part }) => (part === 'api' ? [unit.name] : [])));
  const others = (kind: string, from: 'from' | 'to', to: 'from' | 'to', name: string): string[] => [
    ...new Set(flows.filter((flow) => flow.kind === kind && flow[from] === name).map((flow) => flow[to])),
  ];
  return contexts.map((name) => ({
    name,
    calls: others('call', 'from', 'to', name),
    follows: others('event', 'to', 'from', name),
    ...(withApi.has(name) ? { api: others('api', 'from', 'to', name) } : {}),
  }));
}
