import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { expect, it, onTestFinished } from 'vitest';
import { locked } from './build-lock.mjs';

function lockFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'build-lock-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'not/yet/there/build.lock');
}

it('one holder follows the other, also after one that failed', async () => {
  const file = lockFile();
  const seen: string[] = [];
  const hold = (name: string) => async (): Promise<void> => {
    seen.push(`${name} begins`);
    await new Promise((resolve) => setImmediate(resolve));
    seen.push(`${name} ends`);
    if (name === 'b') throw new Error('b fails');
  };
  const results = await Promise.allSettled(['a', 'b', 'c'].map((name) => locked(file, hold(name))));
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(seen.filter((_, index) => index % 2 === 0).map((begun) => begun.replace('begins', 'ends'))).toEqual(
    seen.filter((_, index) => index % 2 === 1),
  );
  expect(existsSync(file)).toBe(false);
});

it('is taken over from a holder that has died', async () => {
  const file = lockFile();
  await locked(file, async () => {});
  writeFileSync(file, String(spawnSync(process.execPath, ['--version']).pid));
  expect(await locked(file, async () => 'built')).toBe('built');
});
