import { contextGraph } from '../graph/context-graph.js';
import { drawMermaid } from '../graph/draw.js';
import type { Scene } from '../rules/scene.js';
import type { Report } from './report.js';

/** Returns a diagram of the contexts, with a thick line for each pair with violations. */
export function formatMermaid({ violations }: Report, scene: Scene): string {
  const graph = contextGraph(scene);
  const counted = new Map<string, number>();
  for (const { from, to } of violations) {
    if (!graph.contexts.includes(from) || !graph.contexts.includes(to) || from === to) continue;
    const key = `  ${from.replace(/\W/g, '_')} == "%" ==> ${to.replace(/\W/g, '_')}`;
    counted.set(key, (counted.get(key) ?? 0) + 1);
  }
  const lines = [...counted].map(([line, n]) => line.replace('%', () => `${n} × forbidden`));
  return [drawMermaid(graph), ...lines].join('\n');
}
