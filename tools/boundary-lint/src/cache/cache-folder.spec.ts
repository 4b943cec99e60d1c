import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { checkWorkspace } from '../check.js';
import { cacheFolderOf } from './cache-folder.js';

const folder = (): string => {
  const made = realpathSync(mkdtempSync(join(tmpdir(), 'boundary-lint-cache-')));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
};

let ofUser: string;
beforeEach(() => {
  ofUser = folder();
  vi.stubEnv('XDG_CACHE_HOME', ofUser);
});
afterEach(() => vi.unstubAllEnvs());

it('lies in node_modules where there is one', () => {
  const root = folder();
  mkdirSync(join(root, 'node_modules'));
  expect(cacheFolderOf(root)).toBe(join(root, 'node_modules/.cache'));
});

it('lies in the cache of the user where nothing is installed, one for each workspace', () => {
  const [first, second] = [folder(), folder()].map((root) => cacheFolderOf(root));
  expect(first).toContain(join(ofUser, 'boundary-lint'));
  expect(second).not.toBe(first);
});

it('remembers a workspace in which nothing is installed, and writes nothing into it', () => {
  const root = folder();
  const file = join(root, 'libs/modules/orders/src/order.ts');
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, `import './gone.js';`);
  const [first, second] = [1, 2].map(() => checkWorkspace(root, { cache: true }));
  expect(second).toEqual(first);
  expect(first!.violations.map(({ rule }) => rule)).toEqual(['unresolved']);
  expect(readdirSync(root)).toEqual(['libs']);
  expect(existsSync(join(cacheFolderOf(root)!, 'boundary-lint.json'))).toBe(true);
});
