import { readFileSync } from 'node:fs';
import type { FactsCache } from '../cache/facts-cache.js';
import { fingerprintOf } from '../cache/fingerprint.js';
import { stampOf } from '../cache/stamp.js';
import { readFacts } from './read-facts.js';
import type { Depth } from './read-source.js';
import type { SecondReader } from './second-reader/second-reader.js';
import type { SourceFacts } from './source-file.js';

/** A file that is listed but cannot be read. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
}

/** The files of one run: read, or remembered from another. */
export class Sources {
  readonly #cache: FactsCache;
  readonly #overlay: ReadonlyMap<string, string> | undefined;
  readonly #second: SecondReader | undefined;
  readonly #met = new Set<string>();
  readonly #texts = new Map<string, string>();
  readonly #started = Date.now();

  /**
   * @param overlay texts that count instead of what is on the disk, by absolute path
   * @param second reads some of the files meanwhile
   */
  constructor(cache: FactsCache, overlay?: ReadonlyMap<string, string>, second?: SecondReader) {
    this.#cache = cache;
    this.#overlay = overlay;
    this.#second = second;
  }

  /**
   * @param path absolute
   * @param shown relative to the workspace
   * @throws UnreadableError when the file is gone, locked or none
   */
  read(path: string, shown: string, depth: Depth): SourceFacts {
    this.#met.add(shown);
    const kind = `${depth} ${/(?:\.d)?\.\w+$/.exec(path)?.[0] ?? ''}`;
    try {
      const unsaved = this.#overlay?.get(path);
      if (unsaved !== undefined) return readFacts(path, unsaved, depth);
      const stamp = stampOf(path);
      const known = this.#cache.known(shown, kind, stamp);
      if (known) return known;
      const keep = (fingerprint: string, read: () => SourceFacts): SourceFacts =>
        this.#cache.factsOf(shown, kind, fingerprint, stamp, this.#started, read);
      const theirs = this.#second?.take(path);
      if (theirs) return keep(theirs.fingerprint, () => theirs.facts);
      const text = readFileSync(path, 'utf8');
      return keep(fingerprintOf(text), () => readFacts(path, text, depth));
    } catch (error) {
      if (error instanceof RangeError) throw new UnreadableError('it is nested too deeply', { cause: error });
      const { code, path: failed, message } = error as NodeJS.ErrnoException;
      if (code === undefined || (failed !== undefined && failed !== path)) throw error;
      throw new UnreadableError(code === 'not a file' ? code : message, { cause: error });
    }
  }

  /** The text of a file, to show a line of it. */
  textOf(path: string): string {
    const known = this.#texts.get(path) ?? this.#overlay?.get(path) ?? readFileSync(path, 'utf8');
    this.#texts.set(path, known);
    return known;
  }

  /** Keeps what was read for the next run. */
  save(): void {
    this.#cache.save(this.#met);
  }
}
