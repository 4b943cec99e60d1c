import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { inline } from '../src/inline/inline.js';
import { contextNames } from '../src/placement/contexts.js';
import { placementsIn } from '../src/placement/topology-file.js';

const WORKSPACE = resolve(import.meta.dirname, '../../..');
const COPIED = ['apps/extracted/README.md', 'docker-compose.yml', 'topology.json', 'tsconfig.json'];
/** Of a module, what moving it may look at. */
const OF_A_MODULE = ['README.md', 'package.json', 'tsconfig.json', 'src/index.ts'];

/** What moving a context touches, copied from this workspace to a folder that goes when the test ends. No git there. */
export class WorkspaceCopy {
  readonly root = mkdtempSync(join(tmpdir(), 'placement-'));

  constructor() {
    onTestFinished(() => rmSync(this.root, { recursive: true, force: true }));
    const modules = contextNames(WORKSPACE).flatMap((name) =>
      OF_A_MODULE.map((file) => `libs/modules/${name}/${file}`),
    );
    for (const path of [...COPIED, ...modules]) cpSync(join(WORKSPACE, path), join(this.root, path));
    // Should contexts of this workspace be out, the copy begins with all of them in the monolith.
    for (const context of placementsIn(this.read('topology.json')).keys())
      inline({ root: this.root, context, force: true });
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  write(path: string, text: string): void {
    writeFileSync(join(this.root, path), text);
  }

  /** Every file with a checksum of its content, empty folders too. */
  checksums(folder = ''): Record<string, string> {
    const sums: Record<string, string> = {};
    for (const entry of readdirSync(join(this.root, folder), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      const shown = path.slice(this.root.length + 1);
      sums[shown] = entry.isFile() ? createHash('sha256').update(readFileSync(path)).digest('hex') : 'folder';
    }
    return sums;
  }
}
