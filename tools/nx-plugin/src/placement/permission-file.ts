import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ContextTraffic } from '@multilith/runtime/host';
import { knownTraffic } from '../traffic/known-traffic.js';
import { textOf, type Change } from './changes.js';
import { required } from './placed.js';
import { TOPOLOGY_FILE } from './topology-file.js';

/** A generated file with the permissions of hosts over one transport. */
export interface PermissionFile {
  readonly path: string;
  /** The npm script that writes it. */
  readonly script: string;
  /** Returns its text for a topology. */
  text(traffic: readonly ContextTraffic[], topologyText: string): string;
}

/**
 * Returns the change of a file for a topology; `undefined` if it is up to date, or if the workspace has no such file.
 * Reads the code of all contexts unless the traffic is given.
 */
export function permissionChange(
  file: PermissionFile,
  root: string,
  topologyText: string,
  traffic?: readonly ContextTraffic[],
): Change | undefined {
  const before = textOf(root, file.path);
  if (before === undefined) return undefined;
  const text = file.text(traffic ?? knownTraffic(root), topologyText);
  const after = before.includes('\r\n') ? text.replaceAll('\n', '\r\n') : text;
  return before === after ? undefined : { path: file.path, before, after };
}

/** Writes the file of the workspace in the working directory; with `--check`, only compares it. */
export function runPermissionFile(file: PermissionFile): void {
  const root = process.cwd();
  const change = permissionChange(file, root, required(root, TOPOLOGY_FILE));
  if (change && process.argv.includes('--check')) {
    console.error(`${file.path} does not match the topology and the modules. \`npm run ${file.script}\` writes it.`);
    process.exitCode = 1;
  } else if (change) writeFileSync(join(root, file.path), change.after!);
}
