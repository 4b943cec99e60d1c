import { describe, expect, it } from 'vitest';
import { MAP_SIZES } from './flow-map.js';
import { arrange, type Link } from './layers.js';
import { routing, type MapSize, type Point } from './routing.js';

/** Graphs like those of applications, of every size; the same in each run. */
function* graphs(): Generator<{ nodes: string[]; links: Link[] }> {
  let seed = 7;
  const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
  for (let count = 1; count <= 20; count++)
    for (let density = 1; density <= 3; density++) {
      const nodes = Array.from({ length: count }, (_, index) => `context-${index}`);
      const pick = (): string => nodes[random(count)]!;
      const links = Array.from({ length: count * density }, () => ({ from: pick(), to: pick() }));
      yield { nodes, links: links.filter(({ from, to }) => from !== to) };
    }
}

/** Points of a line: curves and straight parts in turn, as they are drawn. */
function pointsOf(stops: readonly Point[]): Point[] {
  return stops.slice(1).flatMap((to, index) => {
    const from = stops[index]!;
    return Array.from({ length: 41 }, (_, step) => {
      const t = step / 40;
      if (index % 2 === 1) return { x: from.x, y: from.y + (to.y - from.y) * t };
      const middle = (from.y + to.y) / 2;
      const [a, b, c, d] = [(1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t ** 2, t ** 3];
      return { x: (a + b) * from.x + (c + d) * to.x, y: a * from.y + (b + c) * middle + d * to.y };
    });
  });
}

describe.each(Object.entries(MAP_SIZES) as [string, MapSize][])('the %s map', (_name, size) => {
  const drawn = [...graphs()].map(({ nodes, links }) => {
    const layers = arrange(nodes, links, size.most);
    return { links, layers, ...routing(layers, size) };
  });

  it('draws no line behind a box', () => {
    const half = { x: size.box.width / 2, y: size.box.height / 2 };
    const hidden = drawn.flatMap(({ boxes, routes }) =>
      routes.flatMap((stops) =>
        pointsOf(stops).filter(({ x, y }) =>
          [...boxes.values()].some((box) => Math.abs(x - box.x) < half.x && Math.abs(y - box.y) < half.y - 0.01),
        ),
      ),
    );
    expect(hidden).toEqual([]);
  });

  it('gives each line separate ends and a separate path, so that lines can be distinguished', () => {
    for (const { routes } of drawn) {
      const stops = routes.flatMap((route) => route.map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`));
      expect(new Set(stops).size).toBe(stops.length);
    }
  });

  it('stays inside its frame', () => {
    for (const { boxes, routes, height } of drawn) {
      const xs = [...boxes.values()].flatMap(({ x }) => [x - size.box.width / 2, x + size.box.width / 2]);
      const points = routes.flat();
      for (const x of [...xs, ...points.map((point) => point.x)]) {
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x).toBeLessThanOrEqual(size.width);
      }
      for (const { y } of points) expect(y).toBeLessThan(height);
    }
  });
});
