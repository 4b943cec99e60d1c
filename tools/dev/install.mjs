// Installs the dependencies when they are missing or older than the lockfile. Uses Node alone: nothing is there yet.
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { root, run, step } from './run.mjs';

/** Runs `npm ci` unless node_modules holds what package-lock.json asks for. */
export async function installIfStale() {
  const reason = staleReason();
  if (reason) await step(`Installing dependencies (${reason})`, () => run('npm', ['ci', '--no-audit', '--no-fund']));
}

/**
 * npm leaves a copy of the lockfile in node_modules. Comparing it by content, not by date, keeps a checkout or a
 * touched file from causing an install.
 */
function staleReason() {
  const installed = resolve(root, 'node_modules/.package-lock.json');
  if (!existsSync(installed)) return 'none are installed';
  const has = JSON.parse(readFileSync(installed, 'utf8')).packages;
  const wants = JSON.parse(readFileSync(resolve(root, 'package-lock.json'), 'utf8')).packages;
  for (const [path, { version, optional, link }] of Object.entries(wants)) {
    if (!path.startsWith('node_modules/')) continue;
    // Optional packages are those of other platforms.
    if (!has[path] && !optional) return `${path} is missing`;
    if (has[path] && !link && has[path].version !== version) return `${path} should be ${version}`;
  }
  return undefined;
}
