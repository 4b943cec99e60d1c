/** A line of the map between two nodes, in either direction. */
export interface Link {
  readonly from: string;
  readonly to: string;
}

/** A place in a layer: a node, or a bend of a line that passes the layer. */
export interface Place {
  readonly id: string;
  readonly bend: boolean;
}

/** Nodes in layers, and the places that each line passes from top to bottom. */
export interface Layers {
  readonly layers: readonly (readonly Place[])[];
  /** By index of the line; from its upper end to its lower one. */
  readonly routes: readonly (readonly string[])[];
}

const SWEEPS = 8;

/**
 * Arranges nodes in layers so that most lines point down and few cross (Sugiyama's method): cycles are broken by
 * turning the fewest lines (Eades, Lin, Smyth), layers follow the longest path, and neighbours are ordered by the
 * median of their connected nodes.
 *
 * @param most maximum number of nodes in one layer
 */
export function arrange(nodes: readonly string[], links: readonly Link[], most: number): Layers {
  const rank = new Map(downwardOrder(nodes, links).map((node, index) => [node, index]));
  const down = links.map(({ from, to }) => (rank.get(from)! <= rank.get(to)! ? { from, to } : { from: to, to: from }));
  const depth = depths([...rank.keys()], down, most);
  const layers: Place[][] = Array.from({ length: Math.max(0, ...depth.values()) + 1 }, () => []);
  for (const node of rank.keys()) layers[depth.get(node)!]!.push({ id: node, bend: false });
  const routes = down.map(({ from, to }, index) => {
    const bends = range(depth.get(from)! + 1, depth.get(to)!).map((layer) => {
      const id = `${index}@${layer}`;
      layers[layer]!.push({ id, bend: true });
      return id;
    });
    return [from, ...bends, to];
  });
  return { layers: untangled(layers, routes), routes };
}

/** Sources first, sinks last; other nodes by how much more they send than they receive. */
function downwardOrder(nodes: readonly string[], links: readonly Link[]): string[] {
  const left = new Set(nodes);
  const first: string[] = [];
  const last: string[] = [];
  while (left.size > 0) {
    const open = links.filter(({ from, to }) => from !== to && left.has(from) && left.has(to));
    const sends = (node: string): number => open.filter(({ from }) => from === node).length;
    const receives = (node: string): number => open.filter(({ to }) => to === node).length;
    const sink = [...left].find((node) => sends(node) === 0);
    const next = sink ?? [...left].reduce((a, b) => (sends(b) - receives(b) > sends(a) - receives(a) ? b : a));
    left.delete(next);
    if (sink === undefined) first.push(next);
    else last.unshift(next);
  }
  return [...first, ...last];
}

function depths(ordered: readonly string[], down: readonly Link[], most: number): Map<string, number> {
  const depth = new Map<string, number>();
  const taken: number[] = [];
  for (const node of ordered) {
    const above = down.filter(({ to, from }) => to === node && from !== node).map(({ from }) => depth.get(from)! + 1);
    let layer = Math.max(0, ...above);
    while ((taken[layer] ?? 0) >= most) layer++;
    taken[layer] = (taken[layer] ?? 0) + 1;
    depth.set(node, layer);
  }
  return depth;
}

/**
 * Moves each place between its neighbours in the layer above, then below, repeatedly; keeps the order with the fewest
 * crossings.
 */
function untangled(layers: readonly (readonly Place[])[], routes: readonly (readonly string[])[]): Place[][] {
  let current = layers.map((layer) => [...layer]);
  let best = current;
  let fewest = crossings(current, routes);
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
    const up = sweep % 2 === 1;
    current = current.map((layer) => [...layer]);
    const order = range(1, current.length).map((index) => (up ? current.length - 1 - index : index));
    for (const index of order) {
      const fixed = positions(current[up ? index + 1 : index - 1]!);
      const middle = new Map(current[index]!.map(({ id }, place) => [id, middleOf(id, routes, fixed) ?? place]));
      current[index]!.sort((a, b) => middle.get(a.id)! - middle.get(b.id)!);
    }
    const found = crossings(current, routes);
    if (found < fewest) [best, fewest] = [current, found];
  }
  return best.map((layer) => [...layer]);
}

function middleOf(
  id: string,
  routes: readonly (readonly string[])[],
  fixed: ReadonlyMap<string, number>,
): number | undefined {
  const places = routes.flatMap((route) => {
    const at = route.indexOf(id);
    if (at < 0) return [];
    return [route[at - 1], route[at + 1]].flatMap((next) => (next === undefined ? [] : (fixed.get(next) ?? [])));
  });
  return places.length === 0 ? undefined : places.reduce((sum, place) => sum + place, 0) / places.length;
}

function crossings(layers: readonly (readonly Place[])[], routes: readonly (readonly string[])[]): number {
  let count = 0;
  for (let index = 1; index < layers.length; index++) {
    const upper = positions(layers[index - 1]!);
    const lower = positions(layers[index]!);
    const steps = routes.flatMap((route) =>
      route.flatMap((id, at): [number, number][] => {
        const next = route[at + 1];
        return next !== undefined && upper.has(id) && lower.has(next) ? [[upper.get(id)!, lower.get(next)!]] : [];
      }),
    );
    for (const [a, [fromA, toA]] of steps.entries())
      for (const [fromB, toB] of steps.slice(a + 1)) if ((fromA - fromB) * (toA - toB) < 0) count++;
  }
  return count;
}

const positions = (layer: readonly Place[]): Map<string, number> => new Map(layer.map(({ id }, index) => [id, index]));

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
