import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contextGraph } from '../graph/context-graph.js';
import { drawImportsPage, GENERATED_IMPORTS } from '../graph/draw-imports.js';
import { drawPage, GENERATED } from '../graph/draw.js';
import { importGraph } from '../graph/import-graph.js';
import { commandLine } from '../report/command-line.js';
import type { Violation } from '../report/report.js';
import type { Scene } from './scene.js';

/** The path of the page with the graph. */
export const GRAPH_PAGE = 'docs/module-graph.md';

/** A page with the graph, once it is there, shows the code as it is: a change of the graph is seen in review. */
export function outdatedGraph(scene: Scene): Violation[] {
  const file = join(scene.workspace.root, GRAPH_PAGE);
  if (!existsSync(file)) return [];
  const text = readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
  const ofImports = text.startsWith(GENERATED_IMPORTS);
  if (!ofImports && !text.startsWith(GENERATED)) return [];
  if (text === (ofImports ? drawImportsPage(importGraph(scene)) : drawPage(contextGraph(scene)))) return [];
  return [
    {
      rule: 'module-graph',
      file: GRAPH_PAGE,
      line: 1,
      column: 1,
      from: '',
      to: '',
      specifier: '',
      message: `the graph of the contexts has changed. If that was meant, write the page again: ${commandLine(scene.workspace.root)} --graph ${ofImports ? '--imports ' : ''}--output ${GRAPH_PAGE}`,
    },
  ];
}
