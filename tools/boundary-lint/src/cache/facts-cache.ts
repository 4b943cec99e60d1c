import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SourceFacts } from '../source/source-file.js';

/**
 * Facts kept between runs, by what they were read from: the text, the kind of file and the tool itself. Moving a file
 * costs nothing, and an outdated entry is never found.
 */
export class FactsCache {
  readonly #file: string | undefined;
  readonly #version: string;
  readonly #kept = new Map<string, SourceFacts>();
  #old: Map<string, SourceFacts>;
  #changed = false;

  /** @param folder where to keep it; nothing is kept without one */
  constructor(folder?: string) {
    this.#file = folder === undefined ? undefined : join(folder, 'boundary-lint.json');
    this.#version = this.#file === undefined ? '' : toolVersion();
    this.#old = this.#read();
  }

  /** The key of a text. */
  key(kind: string, text: string): string {
    return createHash('sha1').update(kind).update('\0').update(text).digest('base64');
  }

  get(key: string): SourceFacts | undefined {
    const facts = this.#kept.get(key) ?? this.#old.get(key);
    if (facts) this.#kept.set(key, facts);
    return facts;
  }

  set(key: string, facts: SourceFacts): void {
    this.#kept.set(key, facts);
    this.#changed = true;
  }

  /** Writes what this run needed; everything else is forgotten. A folder that cannot be written to is no mistake. */
  save(): void {
    if (this.#file === undefined || (!this.#changed && this.#kept.size === this.#old.size)) return;
    try {
      mkdirSync(dirname(this.#file), { recursive: true });
      const temporary = `${this.#file}.${process.pid}`;
      writeFileSync(temporary, JSON.stringify({ version: this.#version, facts: [...this.#kept] }));
      renameSync(temporary, this.#file);
    } catch {
      // Only the next run is slower.
    }
    this.#old = new Map(this.#kept);
    this.#changed = false;
  }

  #read(): Map<string, SourceFacts> {
    if (this.#file === undefined) return new Map();
    try {
      const { version, facts } = JSON.parse(readFileSync(this.#file, 'utf8')) as {
        version: string;
        facts: [string, SourceFacts][];
      };
      return version === this.#version ? new Map(facts) : new Map();
    } catch {
      return new Map();
    }
  }
}

/** A fingerprint of the tool: whatever reads differently must read again. */
function toolVersion(): string {
  const hash = createHash('sha1');
  const folder = dirname(dirname(fileURLToPath(import.meta.url)));
  for (const part of ['source', 'sql'])
    for (const name of readdirSync(join(folder, part)).sort())
      if (/\.[jt]s$/.test(name) && !name.includes('.spec.')) hash.update(readFileSync(join(folder, part, name)));
  hash.update(readFileSync(new URL('../package.json', import.meta.resolve('oxc-parser'))));
  return hash.update(process.version).digest('base64');
}
