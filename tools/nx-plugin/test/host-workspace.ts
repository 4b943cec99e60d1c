import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { hostFiles, hostFolder } from '../src/extract/host-files.js';
import { contextNamed } from '../src/placement/contexts.js';
import '../../dev/built-code.mjs';

const WORKSPACE = resolve(import.meta.dirname, '../../..');

/**
 * This workspace, built, with hosts in it as `nx extract` writes them. Nothing is built here: the file of a host is as
 * plain as what the compiler makes of it.
 */
export class HostWorkspace {
  readonly root = mkdtempSync(join(tmpdir(), 'host-workspace-'));

  constructor(contexts: readonly string[], transport = 'nats') {
    mkdirSync(join(this.root, 'apps'));
    for (const path of ['libs', 'node_modules', 'apps/monolith'])
      symlinkSync(join(WORKSPACE, path), join(this.root, path));
    for (const path of ['package.json', 'package-lock.json']) cpSync(join(WORKSPACE, path), join(this.root, path));
    const topology = contexts.map((context) => [context, { transport }] as const);
    writeFileSync(join(this.root, 'topology.json'), JSON.stringify(Object.fromEntries(topology)));
    for (const context of contexts) this.#writeHost(context, transport);
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  #writeHost(context: string, transport: string): void {
    const main = hostFiles(WORKSPACE, contextNamed(WORKSPACE, context), transport).get(
      `${hostFolder(context)}/src/main.ts`,
    )!;
    const compiled = join(this.root, hostFolder(context), 'dist/main.js');
    mkdirSync(dirname(compiled), { recursive: true });
    writeFileSync(compiled, main);
  }
}
