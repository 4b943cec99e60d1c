import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FORM_PLANTS } from '../self-test/forms.js';
import { drawFormsPage, type Column } from './forms-page.js';
import { ownCells } from './own-cells.js';
import { PEERS } from './peers/index.js';
import { plantedTrees } from './planted-trees.js';
import { formsReportedBy, installPeer } from './run-peer.js';

// Runs every peer on every form and writes the page. Needs npm and Node 22; the peers go to a folder outside the workspace.
const page = fileURLToPath(new URL('../../../../docs/boundary-lint-forms.md', import.meta.url));
const cache = process.env['BOUNDARY_LINT_PEERS'] ?? join(tmpdir(), 'boundary-lint-peers');
mkdirSync(cache, { recursive: true });
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const columns: Column[] = [{ name: 'boundary-lint', version, cells: ownCells(FORM_PLANTS) }];
const trees = plantedTrees(FORM_PLANTS);
for (const peer of PEERS) {
  const reported = formsReportedBy(peer, installPeer(peer, cache), trees);
  const cells = new Map(FORM_PLANTS.map((plant) => [plant, reported.has(plant) ? '✓' : '–'] as const));
  columns.push({ name: peer.name, version: Object.values(peer.packages)[0]!, cells });
  console.log(`${peer.name}: ${reported.size} of ${FORM_PLANTS.length}`);
}
writeFileSync(page, drawFormsPage(FORM_PLANTS, columns, new Date().toISOString().slice(0, 10)));
