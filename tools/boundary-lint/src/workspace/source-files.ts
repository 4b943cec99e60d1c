import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const SOURCE = /\.[mc]?[jt]sx?$/;
/** Folders that hold no source of ours. Folders that begin with a dot are left out too. */
const SKIPPED = new Set(['node_modules', 'dist', 'coverage']);

/** Every JavaScript and TypeScript file below a folder, specs and configuration included, in a stable order. */
export function sourceFiles(root: string): string[] {
  const found: string[] = [];
  const walk = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!SKIPPED.has(entry.name) && !entry.name.startsWith('.')) walk(path);
      } else if (SOURCE.test(entry.name)) found.push(path);
    }
  };
  walk(root);
  return found.sort();
}
