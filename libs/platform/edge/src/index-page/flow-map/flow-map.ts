import { html, type Html } from '../../pages/html.js';
import type { Flow } from './flows.js';
import { arrange } from './layers.js';
import { routing, type MapSize, type Point } from './routing.js';

/** Sizes of the two maps; the style sheet shows the one that fits: for a desktop, and for a phone without scaling. */
export const MAP_SIZES = {
  wide: { name: 'wide', width: 600, row: 104, box: { width: 112, height: 38 }, lane: 26, most: 4 },
  narrow: { name: 'narrow', width: 336, row: 92, box: { width: 92, height: 32 }, lane: 14, most: 2 },
} as const satisfies Record<string, MapSize>;

/** Both directions of one kind between two contexts: one line with an arrow at one end or both. */
interface Line {
  readonly kind: Flow['kind'];
  readonly from: string;
  readonly to: string;
  readonly back: boolean;
  readonly title: string;
}

/** Draws the contexts and the flows between them. */
export function flowMap(nodes: readonly string[], flows: readonly Flow[], size: MapSize): Html {
  const { name, width, box, most } = size;
  const lines = linesOf(flows.filter(({ from, to }) => nodes.includes(from) && nodes.includes(to)));
  const layers = arrange(nodes, lines, most);
  const { height, boxes, routes } = routing(layers, size);
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
    ${lines.map((line, index) => drawn(line, layers.routes[index]![0] !== line.from, routes[index]!, name))}
    ${nodes.map((node) => {
      const { x, y } = boxes.get(node)!;
      return html`<a href="#context-${node}">
        <rect
          x="${round(x - box.width / 2)}"
          y="${y - box.height / 2}"
          width="${box.width}"
          height="${box.height}"
          rx="10"
        />
        <text x="${round(x)}" y="${y}">${node}</text>
      </a>`;
    })}
  </svg>`;
}

/** Returns one line per kind and pair; it starts at the context that sends more. */
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

/** @param turned whether the line begins at its lower end */
function drawn(line: Line, turned: boolean, stops: readonly Point[], name: string): Html {
  const [start, ...rest] = stops.map(({ x, y }) => ({ x: round(x), y: round(y) })) as [Point, ...Point[]];
  let from = start;
  const steps = rest.map((to, index) => {
    const middle = round((from.y + to.y) / 2);
    const curve = `C${from.x} ${middle} ${to.x} ${middle} ${to.x} ${to.y}`;
    from = to;
    // Every second step passes a layer.
    return index % 2 === 1 ? `V${to.y}` : curve;
  });
  const atEnd = !turned || line.back;
  const atStart = turned || line.back;
  const tip = `url(#${name}-${line.kind})`;
  return html`<path
    class="${line.kind}"
    d="M${start.x} ${start.y}${steps.join('')}"
    ${atEnd ? html`marker-end="${tip}"` : ''}
    ${atStart ? html`marker-start="${tip}"` : ''}
    ><title>${line.title}</title></path
  >`;
}

const round = (n: number): number => Math.round(n * 10) / 10;
