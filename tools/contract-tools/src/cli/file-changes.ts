import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { GeneratedFile, LoadedContract } from '../workspace/loaded-contract.js';

/** What generated files and the files on disk differ in. */
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

/** Folders and files below a contract that hold nothing but what is generated. */
const GENERATED = ['proto', 'json-schema', 'asyncapi.json'];
/** Pages of contracts, in the documentation of the workspace. */
const PAGES = 'docs/contracts';

/**
 * Returns the generated files of contracts that are on disk, from the root of the workspace.
 *
 * @param all whether to add the pages of contracts that do not exist any more
 */
export function currentFiles(root: string, contracts: readonly LoadedContract[], all: boolean): string[] {
  const own = contracts.flatMap(({ folder }) => GENERATED.flatMap((name) => filesIn(root, `${folder}/${name}`)));
  const pages = all ? filesIn(root, PAGES).filter((path) => path.endsWith('.md') && isGenerated(root, path)) : [];
  return [...own, ...pages];
}

function filesIn(root: string, path: string): string[] {
  const place = join(root, path);
  if (!existsSync(place)) return [];
  if (path.endsWith('.json')) return [path];
  return readdirSync(place, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? filesIn(root, `${path}/${entry.name}`) : [`${path}/${entry.name}`]))
    .sort();
}

/** A page by hand may stand beside the generated ones. */
const isGenerated = (root: string, path: string): boolean =>
  /generated/i.test(readFileSync(join(root, path), 'utf8').split('\n', 1)[0]!);
