import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SourceFacts } from '../source/source-file.js';
import { CacheFile, type Kept } from './cache-file.js';
import { isSameStamp, isSettled, type Stamp } from './stamp.js';

/**
 * Facts kept between runs. A file that has rested is known by its stamp and is not even opened; any other by its text.
 * Every version of the tool starts with nothing.
 */
export class FactsCache {
  readonly #file: CacheFile | undefined;
  readonly #byPath: Map<string, Kept>;
  /** Facts by fingerprint, for files that were moved or rewritten with the same text. */
  #byKey: Map<string, SourceFacts> | undefined;
  readonly #changed = new Map<string, Kept>();

  /** @param folder folder of the cache; without one, nothing is written to disk */
  constructor(folder?: string) {
    this.#file = folder === undefined ? undefined : new CacheFile(join(folder, 'boundary-lint.json'), toolVersion());
    this.#byPath = new Map(this.#file?.read().map((kept) => [kept.path, kept]));
  }

  /** The number of files known from other runs. */
  get size(): number {
    return this.#byPath.size;
  }

  /** Returns the facts of a file if its stamp proves that it has not changed, and if it was read in the same way. */
  known(path: string, kind: string, stamp: Stamp): SourceFacts | undefined {
    const kept = this.#byPath.get(path);
    return kept?.stamp && isSameStamp(kept.stamp, stamp) && kept.key.startsWith(`${kind}:`) ? kept.facts : undefined;
  }

  /**
   * The facts of a text, which are read only if no file had the same.
   * @param fingerprint of the text
   * @param now when the run started, before the file was looked at
   */
  factsOf(
    path: string,
    kind: string,
    fingerprint: string,
    stamp: Stamp,
    now: number,
    read: () => SourceFacts,
  ): SourceFacts {
    const key = `${kind}:${fingerprint}`;
    this.#byKey ??= new Map([...this.#byPath.values()].map((kept) => [kept.key, kept.facts]));
    const before = this.#byPath.get(path);
    const facts = this.#byKey.get(key) ?? read();
    this.#byKey.set(key, facts);
    const kept = { path, stamp: isSettled(stamp, now) ? stamp : undefined, key, facts };
    if (kept.stamp || before?.key !== key) this.#changed.set(path, kept);
    this.#byPath.set(path, kept);
    return facts;
  }

  /** Writes new facts to disk, and removes files that this run did not see. */
  save(met: ReadonlySet<string>): void {
    if (this.#changed.size === 0) return;
    for (const path of this.#byPath.keys()) if (!met.has(path)) this.#byPath.delete(path);
    this.#file?.write([...this.#changed.values()], [...this.#byPath.values()]);
    this.#changed.clear();
  }
}

/** Returns a fingerprint of the tool, because another version may read files differently. */
function toolVersion(): string {
  const hash = createHash('sha1');
  const folder = dirname(dirname(fileURLToPath(import.meta.url)));
  for (const part of ['cache', 'source', 'sql'])
    for (const name of readdirSync(join(folder, part)).sort())
      if (/\.[jt]s$/.test(name) && !/\.(?:spec|d)\./.test(name)) hash.update(readFileSync(join(folder, part, name)));
  hash.update(readFileSync(new URL('../package.json', import.meta.resolve('oxc-parser'))));
  return hash.update(process.version).digest('base64');
}
