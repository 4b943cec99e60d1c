import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the workspace. */
export const WORKSPACE = fileURLToPath(new URL('../../../', import.meta.url));

const SKIPPED = new Set(['node_modules', 'dist', 'coverage']);

/** Returns files of the workspace whose name matches, relative to its root; without build output and hidden folders. */
export function workspaceFiles(fits: RegExp, folder = ''): string[] {
  return readdirSync(join(WORKSPACE, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) return fits.test(path) ? [path] : [];
    return SKIPPED.has(entry.name) || entry.name.startsWith('.') ? [] : workspaceFiles(fits, path);
  });
}

export const readWorkspaceFile = (path: string): string => readFileSync(join(WORKSPACE, path), 'utf8');
