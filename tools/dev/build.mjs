// Builds every package when a source has changed since the last build. `tsc -b` would find out itself, in two seconds;
// looking at the files' sizes and times takes some milliseconds.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { root, run, step } from './run.mjs';

const STAMP = resolve(root, 'node_modules/.cache/multilith/build-stamp');
const INPUTS = ['apps', 'libs', 'tools', 'bench', 'tsconfig.json', 'tsconfig.base.json', 'package-lock.json'];
const SKIPPED = new Set(['node_modules', 'dist', 'test', 'fixtures', '.nx', 'coverage']);

/** Runs `tsc -b` unless nothing has changed since it last succeeded. */
export async function buildIfStale() {
  const fingerprint = inputs();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === fingerprint && everythingBuilt()) return;
  rmSync(STAMP, { force: true });
  await step('Building what changed', () =>
    run(process.execPath, [resolve(root, 'node_modules/typescript/bin/tsc'), '-b']),
  );
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, fingerprint);
}

/** Names, sizes and times of all sources. */
function inputs() {
  const hash = createHash('sha256');
  const add = (path) => {
    const stats = statSync(resolve(root, path), { throwIfNoEntry: false });
    if (stats?.isDirectory())
      for (const name of readdirSync(resolve(root, path)).sort()) {
        if (!SKIPPED.has(name)) add(join(path, name));
      }
    else if (stats && /\.(?:[cm]?tsx?|json)$/.test(path)) hash.update(`${path}\0${stats.size}\0${stats.mtimeMs}\n`);
  };
  INPUTS.forEach(add);
  return hash.digest('hex');
}

/** Somebody may have removed a `dist`. */
function everythingBuilt() {
  const { references } = JSON.parse(readFileSync(resolve(root, 'tsconfig.json'), 'utf8'));
  return references.every(({ path }) => existsSync(resolve(root, path, 'dist/.tsbuildinfo')));
}
