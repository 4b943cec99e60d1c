import { chmodSync, existsSync, readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { parseEnv } from 'node:util';

/** A file of `NAME=value` lines with secrets: parsed like Docker Compose does, changed line by line. */
export class EnvFile {
  readonly path: string;
  #text: string;

  private constructor(path: string, text: string) {
    this.path = path;
    this.#text = text;
  }

  /** Reads a file; a missing file counts as empty. */
  static read(path: string): EnvFile {
    return new EnvFile(path, existsSync(path) ? readFileSync(path, 'utf8') : '');
  }

  /** Values by name. */
  get values(): Readonly<Record<string, string>> {
    return parseEnv(this.#text) as Record<string, string>;
  }

  /** Replaces the line of a name, or appends one. The value must be one word without quotes. */
  set(name: string, value: string): void {
    const line = new RegExp(`^${name}=.*$`, 'm');
    if (line.test(this.#text)) this.#text = this.#text.replace(line, () => `${name}=${value}`);
    else this.append(`${name}=${value}`);
  }

  /** Appends a line. */
  append(line: string): void {
    const lineBreak = this.#text === '' || this.#text.endsWith('\n') ? '' : '\n';
    this.#text += `${lineBreak}${line}\n`;
  }

  /** Writes the file atomically; only its owner can read it. */
  write(): void {
    const target = existsSync(this.path) ? realpathSync(this.path) : this.path;
    const draft = `${target}.${randomUUID()}`;
    writeFileSync(draft, this.#text, { mode: 0o600 });
    chmodSync(draft, 0o600);
    renameSync(draft, target);
  }
}
