// Who calls whom and who hears of whom, read off the code.
import { Checker, contextGraph } from '@multilith/boundary-lint';

/** Every context of a workspace with the contexts that it calls, those whose events it follows and those that its API calls. */
export function readTraffic(workspace) {
  const { scene } = new Checker(workspace, { cache: true }).run();
  const { contexts, flows } = contextGraph(scene);
  const withApi = new Set(scene.dealings.flatMap(({ unit, part }) => (part === 'api' ? [unit.name] : [])));
  const others = (kind, from, to, name) => [
    ...new Set(flows.filter((flow) => flow.kind === kind && flow[from] === name).map((flow) => flow[to])),
  ];
  return contexts.map((name) => ({
    name,
    calls: others('call', 'from', 'to', name),
    follows: others('event', 'to', 'from', name),
    ...(withApi.has(name) ? { api: others('api', 'from', 'to', name) } : {}),
  }));
}
