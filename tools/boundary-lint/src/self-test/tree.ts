import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Files } from './plant.js';
import { INSTALLED, SOUND } from './sound-workspace.js';

/** Writes files below a folder. */
export function writeFiles(root: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** Links the packages of the sound workspace as npm would, and installs those of others as empty ones. */
export function linkPackages(root: string): void {
  for (const name of INSTALLED) {
    const folder = join(root, 'node_modules', name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, main: 'index.js' }));
    writeFileSync(join(folder, 'index.js'), '');
  }
  for (const [path, text] of Object.entries(SOUND)) {
    const { name } = path.endsWith('/package.json') ? (JSON.parse(text) as { name: string }) : { name: '' };
    if (!name.startsWith('@')) continue;
    mkdirSync(dirname(join(root, 'node_modules', name)), { recursive: true });
    symlinkSync(join(root, dirname(path)), join(root, 'node_modules', name));
  }
}
