// Who calls whom and who hears of whom, read off the code.
import { Checker, contextGraph } from '@multilith/boundary-lint';

/** Every context of a workspace with the contexts that it calls and those whose events it follows. */
export function readTraffic(workspace) {
  const { contexts, flows } = contextGraph(new Checker(workspace, { cache: true }).run().scene);
  const others = (kind, from, to, name) => [
    ...new Set(flows.filter((flow) => flow.kind === kind && flow[from] === name).map((flow) => flow[to])),
  ];
  return contexts.map((name) => ({
    name,
    calls: others('call', 'from', 'to', name),
    follows: others('event', 'to', 'from', name),
  }));
}
