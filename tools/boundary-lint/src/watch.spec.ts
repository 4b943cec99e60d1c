import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { watchSources } from './watch.js';

it('calls back when a source changes, and not for what a build writes', async () => {
  const root = mkdtempSync(join(tmpdir(), 'boundary-lint-watch-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, 'src'));
  mkdirSync(join(root, 'dist'));
  const changed = vi.fn<() => void>();
  onTestFinished(watchSources(root, changed));
  writeFileSync(join(root, 'dist/built.js'), '1');
  writeFileSync(join(root, 'src/notes.log'), '1');
  await vi.waitFor(() => {
    writeFileSync(join(root, 'src/a.ts'), String(Math.random()));
    expect(changed).toHaveBeenCalled();
  });
});
