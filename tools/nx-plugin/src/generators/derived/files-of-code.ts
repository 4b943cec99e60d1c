import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Checker, contextGraph, graphPage } from '@multilith/boundary-lint';
import { permissionChanges } from '../../placement/permission-files.js';
import { TOPOLOGY_FILE } from '../../placement/topology-file.js';
import { trafficOf } from '../../traffic/read-traffic.js';

/** The page with the graph of the contexts. */
const GRAPH_PAGE = 'docs/module-graph.md';

/**
 * Writes what follows from the code of all contexts together: the page with their graph, and the files that say what each
 * host may do. What a workspace does not have stays out. Reads the code once for all of them.
 */
export function writeFilesOfCode(root: string): void {
  const { scene } = new Checker(root, { cache: true }).run();
  const page = join(root, GRAPH_PAGE);
  if (existsSync(page)) writeFileSync(page, graphPage(contextGraph(scene)));
  const topology = join(root, TOPOLOGY_FILE);
  if (!existsSync(topology)) return;
  for (const { path, after } of permissionChanges(root, readFileSync(topology, 'utf8'), trafficOf(scene)))
    writeFileSync(join(root, path), after!);
}
