// `node tools/dev/long-specs.mjs`, after a run of all specs on an idle machine: writes how long the long ones took, by which
// longest-first.ts sorts them.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.mjs';

/** Seconds from which on a file is long: shorter ones fill the time of the last long one in any order. */
const LONG = 8;
const FILE = 'vitest.long-specs.json';

const runs = join(root, 'node_modules/.vite/vitest');
const seconds = new Map();
for (const name of existsSync(runs) ? readdirSync(runs) : []) {
  const { results } = JSON.parse(readFileSync(join(runs, name, 'results.json'), 'utf8'));
  // A key is the name of a project and the path of a file.
  for (const [key, { duration }] of results) seconds.set(key.slice(key.indexOf(':') + 1), Math.round(duration / 1000));
}
const long = [...seconds].filter(([, each]) => each >= LONG).sort(([, a], [, b]) => b - a);
writeFileSync(join(root, FILE), `${JSON.stringify(Object.fromEntries(long), undefined, 2)}\n`);
console.log(`${FILE} names ${long.length} of ${seconds.size} spec files.`);
