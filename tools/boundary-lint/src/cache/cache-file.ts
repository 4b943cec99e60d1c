import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SourceFacts } from '../source/source-file.js';
import type { Stamp } from './stamp.js';

/** The cached facts of one file. */
export interface Kept {
  /** Relative to the workspace. */
  readonly path: string;
  /** `undefined` if the file was too new for its stamp to identify it. */
  readonly stamp: Stamp | undefined;
  /** Fingerprint of the text and of the way it was read. */
  readonly key: string;
  readonly facts: SourceFacts;
}

/** After this many additions, or an addition with more than this share of all files, the whole file is rewritten. */
const MOST_LINES = 100;
const LARGE_SHARE = 0.1;

/**
 * Where facts are kept: a line of JSON with the version of the tool, a line with every file, then a line for each run
 * that found few changes, so that an edit of one file does not write thousands. Later lines count.
 */
export class CacheFile {
  readonly #path: string;
  readonly #version: string;
  #lines = 0;

  constructor(path: string, version: string) {
    this.#path = path;
    this.#version = version;
  }

  /** Reads the cache; returns an empty one if the file is missing, damaged or of another version. */
  read(): Kept[] {
    this.#lines = 0;
    try {
      const [first, ...lines] = readFileSync(this.#path, 'utf8').split('\n');
      if (JSON.parse(first!) !== this.#version) return [];
      const kept = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Kept[]);
      this.#lines = kept.length;
      return kept.flat();
    } catch {
      return [];
    }
  }

  /** Appends changes, or rewrites the file. If the folder is not writable, the next run is slower. */
  write(changed: readonly Kept[], all: readonly Kept[]): void {
    try {
      if (this.#lines > 0 && this.#lines < MOST_LINES && changed.length <= all.length * LARGE_SHARE) {
        appendFileSync(this.#path, `${JSON.stringify(changed)}\n`);
        this.#lines++;
        return;
      }
      mkdirSync(dirname(this.#path), { recursive: true });
      const temporary = `${this.#path}.${process.pid}`;
      writeFileSync(temporary, `${JSON.stringify(this.#version)}\n${JSON.stringify(all)}\n`);
      renameSync(temporary, this.#path);
      this.#lines = 1;
    } catch {
      this.#lines = 0;
    }
  }
}
