import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

const BUF = createRequire(import.meta.url).resolve('@bufbuild/buf/bin/buf');
/** The rules of `buf lint`, without exceptions. */
const CONFIG = 'version: v2\nlint:\n  use: [STANDARD]\n';

/** A folder of proto files for `buf`, which is removed when the test ends. */
export class BufFolder {
  readonly #folder = mkdtempSync(join(tmpdir(), 'buf-'));

  constructor(files: Readonly<Record<string, string>>) {
    onTestFinished(() => rmSync(this.#folder, { recursive: true, force: true }));
    for (const [path, text] of Object.entries({ 'buf.yaml': CONFIG, ...files })) {
      mkdirSync(dirname(join(this.#folder, path)), { recursive: true });
      writeFileSync(join(this.#folder, path), text);
    }
  }

  /** What `buf lint` and `buf format` find; empty if there is nothing. */
  findings(): string {
    return this.#run('lint') + this.#run('format', '-d');
  }

  /** The descriptor set that `buf` builds. */
  build(): Uint8Array {
    const options = ['--as-file-descriptor-set', '--exclude-source-info', '-o', '-#format=binpb'];
    return execFileSync(process.execPath, [BUF, 'build', ...options], { cwd: this.#folder, maxBuffer: 64 * 1024 ** 2 });
  }

  #run(...args: readonly string[]): string {
    try {
      return execFileSync(process.execPath, [BUF, ...args], { cwd: this.#folder, encoding: 'utf8', stdio: 'pipe' });
    } catch (error) {
      const { stdout, stderr } = error as { stdout: string; stderr: string };
      return stdout + stderr;
    }
  }
}
