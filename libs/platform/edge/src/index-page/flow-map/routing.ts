import type { Layers, Place } from './layers.js';

/** Size of a map, in its own units. */
export interface MapSize {
  /** Name of the map in the style sheet. */
  readonly name: string;
  readonly width: number;
  /** Distance between layers. */
  readonly row: number;
  readonly box: { readonly width: number; readonly height: number };
  /** Free space around a line that passes a layer, if there is room. */
  readonly lane: number;
  /** Maximum number of nodes in one layer. */
  readonly most: number;
}

/** A point of the map. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Positions of all boxes and lines. */
export interface Routing {
  readonly height: number;
  /** Centre of each node's box. */
  readonly boxes: ReadonlyMap<string, Point>;
  /**
   * By index of the line, from its upper end to its lower one: the ends, and between them two points for each layer
   * that it passes. Between these two points the line is straight, beside the boxes; curves lie between layers.
   */
  readonly routes: readonly (readonly Point[])[];
}

const MARGIN = 4;
/** Distance of a line from the boxes it passes, above and below. */
const CLEARANCE = 3;
/** Minimum distance between neighbours in a layer; below it lanes become narrower. */
const MIN_GAP = 5;
/** Share of a box's edge where lines can end. */
const DOCK = 0.86;

/** Places boxes and lines so that no line passes through another box, and each line ends at its own point. */
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
    const bend = gapWith(lane) < MIN_GAP ? 0 : lane;
    const gap = gapWith(bend);
    let x = gap;
    for (const place of layer) {
      points.set(place.id, { x: x + widthOf(place, bend) / 2, y: MARGIN + box.height / 2 + index * row });
      x += widthOf(place, bend) + gap;
    }
  }
  return points;
}

/**
 * Returns where each line touches its box: side by side, in the order of their targets, so that they do not cross
 * there.
 */
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
