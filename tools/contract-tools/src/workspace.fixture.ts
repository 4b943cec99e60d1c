import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/**
 * Writes a workspace of files by path to a folder that is removed when the test ends, and returns its root. Contracts and
 * modules get a package.json.
 */
export function writeWorkspace(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'contract-tools-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const manifests = Object.keys(files).flatMap((path): [string, string][] => {
    const [, kind, name] = /^libs\/(contracts|modules)\/([^/]+)\//.exec(path) ?? [];
    const manifest = JSON.stringify({ name: `@${kind}/${name}`, exports: { '.': './src/index.ts' } });
    return kind === undefined ? [] : [[`libs/${kind}/${name}/package.json`, manifest]];
  });
  for (const [path, text] of [...manifests, ...Object.entries(files)]) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}
