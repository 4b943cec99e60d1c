import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Root folder of the workspace; the same number of steps from `src/cli` and from `dist/cli`. */
const WORKSPACE = resolve(import.meta.dirname, '../../../..');

/** A file in the data folder of the shop of this workspace: `DATA_DIR`, else `.data`. */
export function dataFile(name: string, env: NodeJS.ProcessEnv = process.env): string {
  return join(resolve(WORKSPACE, env['DATA_DIR'] ?? '.data'), name);
}

/** Content of a file that may not be there; other failures are thrown. */
export function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
