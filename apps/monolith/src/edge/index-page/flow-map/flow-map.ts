import { html, type Html } from '../../pages/html.js';
import type { Flow } from './flows.js';
import { arrange, type Layers, type Place } from './layers.js';

/** How large a map is drawn, in its own units. */
export interface MapSize {
  /** Names the map for the style sheet. */
  readonly name: string;
  readonly width: number;
  /** From one layer to the next. */
  readonly row: number;
  readonly box: { readonly width: number; readonly height: number };
  /** What a line that passes a layer keeps free. */
  readonly bend: number;
  /** Nodes of one layer. */
  readonly most: number;
}

/** Two maps, of which the style sheet shows the one that fits: a desktop's, and one that a phone shows unscaled. */
export const MAP_SIZES = {
  wide: { name: 'wide', width: 600, row: 104, box: { width: 112, height: 38 }, bend: 26, most: 4 },
  narrow: { name: 'narrow', width: 336, row: 82, box: { width: 87, height: 32 }, bend: 9, most: 3 },
} as const satisfies Record<string, MapSize>;

const MARGIN = 4;

/** Both directions of one kind between two contexts: one line with an arrow at one end or both. */
interface Line {
  readonly kind: Flow['kind'];
  readonly from: string;
  readonly to: string;
  readonly back: boolean;
  readonly title: string;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Draws the contexts and what flows between them. */
export function flowMap(nodes: readonly string[], flows: readonly Flow[], size: MapSize): Html {
  const { name, width, row, box, most } = size;
  const lines = linesOf(flows.filter(({ from, to }) => nodes.includes(from) && nodes.includes(to)));
  const { layers, routes } = arrange(nodes, lines, most);
  const points = pointsOf(layers, size);
  const height = 2 * MARGIN + box.height + (layers.length - 1) * row;
  return html`<svg
    class="map ${name}"
    viewBox="0 0 ${width} ${height}"
    role="img"
    aria-label="What flows between the contexts"
  >
    <defs>
      ${(['calls', 'events'] as const).map(
        (kind) =>
          html`<marker
            id="${name}-${kind}"
            class="${kind}"
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="7"
            markerHeight="7"
            orient="auto-start-reverse"
          >
            <path d="M0 0.5 8 4 0 7.5z" />
          </marker>`,
      )}
    </defs>
    ${lines.map((line, index) => drawn(line, routes[index]!, points, lines, size))}
    ${nodes.map((node) => {
      const { x, y } = points.get(node)!;
      return html`<a href="#context-${node}">
        <rect x="${x - box.width / 2}" y="${y - box.height / 2}" width="${box.width}" height="${box.height}" rx="10" />
        <text x="${x}" y="${y}">${node}</text>
      </a>`;
    })}
  </svg>`;
}

function pointsOf(layers: Layers['layers'], { width, row, box, bend }: MapSize): Map<string, Point> {
  const points = new Map<string, Point>();
  for (const [index, layer] of layers.entries()) {
    const widthOf = (place: Place): number => (place.bend ? bend : box.width);
    const gap = (width - layer.reduce((sum, place) => sum + widthOf(place), 0)) / (layer.length + 1);
    let x = gap;
    for (const place of layer) {
      points.set(place.id, { x: x + widthOf(place) / 2, y: MARGIN + box.height / 2 + index * row });
      x += widthOf(place) + gap;
    }
  }
  return points;
}

/** One line per kind and pair; it leads from the one that says more. */
function linesOf(flows: readonly Flow[]): Line[] {
  return flows.flatMap((flow): Line[] => {
    const { kind, from, to, what } = flow;
    const opposite = flows.find((other) => other.kind === kind && other.from === to && other.to === from);
    if (!opposite) return [{ kind, from, to, back: false, title: titleOf(flow) }];
    const leads = what.length > opposite.what.length || (what.length === opposite.what.length && from < to);
    return leads ? [{ kind, from, to, back: true, title: `${titleOf(flow)}; ${titleOf(opposite)}` }] : [];
  });
}

const titleOf = ({ kind, from, to, what }: Flow): string =>
  kind === 'calls' ? `${from} calls ${to}` : `${from} → ${to}: ${what.join(', ')}`;

function drawn(
  line: Line,
  route: readonly string[],
  points: ReadonlyMap<string, Point>,
  lines: readonly Line[],
  { name, width, box }: MapSize,
): Html {
  const lean = (distance: number): number => Math.max(-1, Math.min(1, distance / (width / 2))) * box.width * 0.36;
  const turned = route[0] !== line.from;
  const way = route.map((id) => points.get(id)!);
  const [start, end] = [way[0]!, way.at(-1)!];
  // The ends of lines spread over the edge of a box, each towards where it leads.
  const top = { x: start.x + lean(way[1]!.x - start.x), y: start.y + box.height / 2 };
  const bottom = { x: end.x + lean(way.at(-2)!.x - end.x), y: end.y - box.height / 2 };
  // A call beside events between the same two keeps its distance.
  const beside = lines.some(
    (other) => other !== line && [other.from, other.to].sort().join() === [line.from, line.to].sort().join(),
  );
  const shift = beside ? (line.kind === 'calls' ? 9 : -9) : 0;
  const stops = [top, ...way.slice(1, -1), bottom].map(({ x, y }) => ({ x: round(x + shift), y: round(y) }));
  const curve = stops
    .slice(1)
    .map((to, index) => {
      const from = stops[index]!;
      const middle = round((from.y + to.y) / 2);
      return `C${from.x} ${middle} ${to.x} ${middle} ${to.x} ${to.y}`;
    })
    .join('');
  const atEnd = !turned || line.back;
  const atStart = turned || line.back;
  const tip = `url(#${name}-${line.kind})`;
  return html`<path
    class="${line.kind}"
    d="M${stops[0]!.x} ${stops[0]!.y}${curve}"
    ${atEnd ? html`marker-end="${tip}"` : ''}
    ${atStart ? html`marker-start="${tip}"` : ''}
    ><title>${line.title}</title></path
  >`;
}

const round = (n: number): number => Math.round(n * 10) / 10;
