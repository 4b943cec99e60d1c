import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Root folder of the workspace; the same number of steps from `src/cli` and from `dist/cli`. */
export const WORKSPACE = fileURLToPath(new URL('../../../../', import.meta.url));

/** Content of a file that may not be there; other failures are thrown. */
export function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
