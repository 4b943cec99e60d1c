import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { WorkspaceFiles } from '../src/generators/workspace-files.js';

/** A workspace on disk with changes that are not written yet, as Nx gives it to a generator. */
export class UnwrittenFiles implements WorkspaceFiles {
  readonly #written = new Map<string, string>();

  constructor(readonly root: string) {}

  read(path: string): string | null {
    const written = this.#written.get(path);
    if (written !== undefined) return written;
    return existsSync(join(this.root, path)) ? readFileSync(join(this.root, path), 'utf8') : null;
  }

  write(path: string, content: string): void {
    this.#written.set(path, content);
  }

  exists(path: string): boolean {
    return existsSync(join(this.root, path)) || [...this.#written.keys()].some((each) => isIn(each, path));
  }

  children(folder: string): string[] {
    const onDisk = existsSync(join(this.root, folder)) ? readdirSync(join(this.root, folder)) : [];
    const written = [...this.#written.keys()].filter((path) => path.startsWith(`${folder}/`));
    return [...new Set([...onDisk, ...written.map((path) => path.slice(folder.length + 1).split('/')[0]!)])];
  }

  listChanges(): { path: string; type: 'CREATE' | 'UPDATE' }[] {
    return [...this.#written.keys()].map((path) => ({
      path,
      type: existsSync(join(this.root, path)) ? 'UPDATE' : 'CREATE',
    }));
  }

  /** Writes what has changed. */
  flush(): void {
    for (const [path, content] of this.#written) {
      mkdirSync(dirname(join(this.root, path)), { recursive: true });
      writeFileSync(join(this.root, path), content);
    }
    this.#written.clear();
  }
}

const isIn = (file: string, path: string): boolean => file === path || file.startsWith(`${path}/`);
