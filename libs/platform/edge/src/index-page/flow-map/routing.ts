import type { Layers, Place } from './layers.js';

/** How large a map is drawn, in its own units. */
export interface MapSize {
  /** Names the map for the style sheet. */
  readonly name: string;
  readonly width: number;
  /** From one layer to the next. */
  readonly row: number;
  readonly box: { readonly width: number; readonly height: number };
  /** What a line that passes a layer keeps free, where there is room. */
  readonly lane: number;
  /** Nodes of one layer. */
  readonly most: number;
}

/** A point of the map. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where everything is drawn. */
export interface Routing {
  readonly height: number;
  /** The middle of each node's box. */
  readonly boxes: ReadonlyMap<string, Point>;
  /**
   * By index of the link, from its upper end to its lower one: the ends, and between them two points for each layer that it
   * passes. From the first of the two to the second it leads straight down, beside the boxes; curves lie between layers.
   */
  readonly routes: readonly (readonly Point[])[];
}

const MARGIN = 4;
/** Distance of a line from the boxes it passes, above and below. */
const CLEARANCE = 3;
/** Least distance between what stands side by side; below it lanes give up their width. */
const LEAST_GAP = 5;
/** Share of the edge of a box where lines end. */
const DOCK = 0.86;

/** Places boxes and lines so that no line passes a box that it does not lead to, and each ends at a point of its own. */
export function routing({ layers, routes }: Layers, size: MapSize): Routing {
  const { row, box } = size;
  const places = placesOf(layers, size);
  const half = box.height / 2;
  const at = (id: string): Point => places.get(id)!;
  const starts = docks(routes, 'start', at, box.width);
  const ends = docks(routes, 'end', at, box.width);
  return {
    height: 2 * MARGIN + box.height + (layers.length - 1) * row,
    boxes: new Map(layers.flatMap((layer) => layer.filter(({ bend }) => !bend).map(({ id }) => [id, at(id)]))),
    routes: routes.map((route, index) => [
      { x: starts[index]!, y: at(route[0]!).y + half },
      ...route.slice(1, -1).flatMap((id) => {
        const { x, y } = at(id);
        return [y - half - CLEARANCE, y + half + CLEARANCE].map((edge) => ({ x, y: edge }));
      }),
      { x: ends[index]!, y: at(route.at(-1)!).y - half },
    ]),
  };
}

function placesOf(layers: Layers['layers'], { width, row, box, lane }: MapSize): Map<string, Point> {
  const points = new Map<string, Point>();
  for (const [index, layer] of layers.entries()) {
    const gapWith = (bend: number): number =>
      (width - layer.reduce((sum, place) => sum + widthOf(place, bend), 0)) / (layer.length + 1);
    const widthOf = (place: Place, bend: number): number => (place.bend ? bend : box.width);
    const bend = gapWith(lane) < LEAST_GAP ? 0 : lane;
    const gap = gapWith(bend);
    let x = gap;
    for (const place of layer) {
      points.set(place.id, { x: x + widthOf(place, bend) / 2, y: MARGIN + box.height / 2 + index * row });
      x += widthOf(place, bend) + gap;
    }
  }
  return points;
}

/** Where each link touches its box: side by side, in the order of where they lead, so that they do not cross there. */
function docks(
  routes: Layers['routes'],
  side: 'start' | 'end',
  at: (id: string) => Point,
  boxWidth: number,
): readonly number[] {
  const nodeOf = (route: readonly string[]): string => (side === 'start' ? route[0]! : route.at(-1)!);
  const nextOf = (route: readonly string[]): string => (side === 'start' ? route[1]! : route.at(-2)!);
  return routes.map((route, index) => {
    const node = nodeOf(route);
    const beside = routes.flatMap((other, each) => (nodeOf(other) === node ? [each] : []));
    beside.sort((a, b) => at(nextOf(routes[a]!)).x - at(nextOf(routes[b]!)).x || a - b);
    return at(node).x + ((beside.indexOf(index) + 1) / (beside.length + 1) - 0.5) * boxWidth * DOCK;
  });
}
