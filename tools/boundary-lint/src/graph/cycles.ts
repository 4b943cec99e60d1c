/** A directed graph: for each node its successors, with data about each edge. */
export type Edges<Step> = ReadonlyMap<string, ReadonlyMap<string, Step>>;

/** Adds an edge, unless the two nodes have one. Returns the edge in the graph. */
export function addStep<Step>(edges: Map<string, Map<string, Step>>, from: string, to: string, step: Step): Step {
  const known = edges.get(from) ?? new Map<string, Step>();
  edges.set(from, known);
  const kept = known.get(to) ?? step;
  known.set(to, kept);
  return kept;
}

/**
 * Returns the shortest cycle through each node that is on one, each cycle once. The first node of a cycle stands at its
 * end as well: `['a', 'b', 'a']`.
 */
export function shortestCycles(edges: Edges<unknown>): string[][] {
  const core = withoutEnds(edges);
  const found = new Map<string, string[]>();
  for (const start of [...core.keys()].sort()) {
    const cycle = shortestCycle(core, start);
    if (!cycle) continue;
    const key = cycle.slice(1).sort().join('\0');
    if (!found.has(key)) found.set(key, cycle);
  }
  return [...found.values()];
}

/**
 * Removes nodes that no step leads to or that lead nowhere, until none is left: they are on no cycle. In most graphs
 * this is every node, and takes one look at each step.
 */
function withoutEnds(edges: Edges<unknown>): Map<string, readonly string[]> {
  const backwards = new Map<string, string[]>();
  for (const [from, to] of edges)
    for (const node of to.keys()) backwards.set(node, [...(backwards.get(node) ?? []), from]);
  const forwards = new Map([...edges].map(([from, to]) => [from, [...to.keys()]]));
  const kept = new Set([...forwards.keys(), ...backwards.keys()]);
  for (const [next, previous] of [
    [forwards, backwards],
    [backwards, forwards],
  ] as const) {
    const left = new Map([...kept].map((node) => [node, (next.get(node) ?? []).filter((to) => kept.has(to)).length]));
    const open = [...left].filter(([, count]) => count === 0).map(([node]) => node);
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      kept.delete(node);
      for (const before of previous.get(node) ?? []) {
        const count = (left.get(before) ?? 0) - 1;
        left.set(before, count);
        if (count === 0) open.push(before);
      }
    }
  }
  return new Map([...kept].map((node) => [node, (forwards.get(node) ?? []).filter((to) => kept.has(to))]));
}

function shortestCycle(edges: ReadonlyMap<string, readonly string[]>, start: string): string[] | undefined {
  const reachedFrom = new Map<string, string>();
  const open = [start];
  // A loop over an array also visits elements that are added while it runs.
  for (const node of open)
    for (const next of edges.get(node) ?? []) {
      if (next === start) return [...pathTo(node, start, reachedFrom), start];
      if (reachedFrom.has(next)) continue;
      reachedFrom.set(next, node);
      open.push(next);
    }
  return undefined;
}

function pathTo(node: string, start: string, reachedFrom: ReadonlyMap<string, string>): string[] {
  const path = [node];
  while (path[0] !== start) path.unshift(reachedFrom.get(path[0]!)!);
  return path;
}
