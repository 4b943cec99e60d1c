import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { GeneratedFile } from '../workspace/loaded-contract.js';

/** The differences between generated files and the files on disk. */
export class FileChanges {
  readonly #root: string;
  readonly #written: readonly GeneratedFile[];
  readonly #removed: readonly string[];

  private constructor(root: string, written: readonly GeneratedFile[], removed: readonly string[]) {
    this.#root = root;
    this.#written = written;
    this.#removed = removed;
  }

  /** @param present generated files on disk, which are removed unless they are among `files` */
  static between(root: string, files: readonly GeneratedFile[], present: readonly string[]): FileChanges {
    const wanted = new Set(files.map(({ path }) => path));
    return new FileChanges(
      root,
      files.filter(({ path, content }) => !isCurrent(join(root, path), content)),
      present.filter((path) => !wanted.has(path)),
    );
  }

  get isEmpty(): boolean {
    return this.#written.length === 0 && this.#removed.length === 0;
  }

  described(): string[] {
    return [
      ...this.#written.map(({ path }) =>
        existsSync(join(this.#root, path)) ? `${path} is not what the contract says.` : `${path} is missing.`,
      ),
      ...this.#removed.map((path) => `${path} belongs to nothing any more.`),
    ];
  }

  applied(): string[] {
    return [...this.#written.map(({ path }) => `wrote ${path}`), ...this.#removed.map((path) => `removed ${path}`)];
  }

  apply(): void {
    for (const { path, content } of this.#written) {
      mkdirSync(dirname(join(this.#root, path)), { recursive: true });
      writeFileSync(join(this.#root, path), content);
    }
    for (const path of this.#removed) rmSync(join(this.#root, path));
  }
}

function isCurrent(file: string, content: string | Uint8Array): boolean {
  return existsSync(file) && readFileSync(file).equals(Buffer.from(content as string));
}
