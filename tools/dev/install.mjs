// Installs the dependencies when they are missing or older than the lockfile. Uses Node alone: nothing is there yet.
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { linkPackages } from '../nx-plugin/src/links.js';
import { npm, root, step } from './run.mjs';
import { staleReason } from './stale-install.mjs';

/**
 * Runs `npm ci` unless node_modules holds what package-lock.json asks for. A package that is new in the workspace asks
 * for nothing else: it is linked.
 */
export async function installIfStale() {
  const reason = reasonToInstall();
  if (reason) await step(`Installing dependencies (${reason})`, () => npm('ci', '--no-audit', '--no-fund'));
  else linkPackages(root);
}

function reasonToInstall() {
  const installed = resolve(root, 'node_modules/.package-lock.json');
  if (!existsSync(installed)) return 'none are installed';
  return staleReason(packagesIn(resolve(root, 'package-lock.json')), packagesIn(installed));
}

/** npm leaves a copy of the lockfile in node_modules. */
const packagesIn = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
