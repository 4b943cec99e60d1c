import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { linkPackages } from '../nx-plugin/src/links.js';
import { staleReason } from './stale-install.mjs';

const installed = {
  'node_modules/nx': { version: '23.2.1' },
  'node_modules/@modules/orders': { link: true, resolved: 'libs/modules/orders' },
  'libs/modules/orders': { version: '0.1.0' },
};

describe('what is installed', () => {
  it.each([
    ['is what the lockfile asks for', {}],
    ['lacks packages of other platforms', { 'node_modules/esbuild-darwin': { version: '1.0.0', optional: true } }],
    [
      'lacks a new package of the workspace, which is only linked',
      {
        'libs/modules/returns': { version: '0.1.0' },
        'node_modules/@modules/returns': { link: true, resolved: 'libs/modules/returns' },
      },
    ],
  ])('%s: nothing is installed', (_what, more) => {
    expect(staleReason({ ...installed, ...more }, installed)).toBeUndefined();
  });

  it.each([
    ['node_modules/zod is missing', { 'node_modules/zod': { version: '4.0.0' } }],
    ['bench/node_modules/nats is missing', { 'bench/node_modules/nats': { version: '2.0.0' } }],
    ['node_modules/nx should be 24.0.0', { 'node_modules/nx': { version: '24.0.0' } }],
  ])('%s: it is stale', (reason, more) => {
    expect(staleReason({ ...installed, ...more }, installed)).toBe(reason);
  });
});

it('a package of the workspace is linked once', () => {
  const workspace = realpathSync(mkdtempSync(join(tmpdir(), 'links-')));
  onTestFinished(() => rmSync(workspace, { recursive: true }));
  writeFileSync(join(workspace, 'package-lock.json'), JSON.stringify({ packages: installed }));
  mkdirSync(join(workspace, 'libs/modules/orders'), { recursive: true });
  expect(linkPackages(workspace)).toEqual(['node_modules/@modules/orders']);
  expect(realpathSync(join(workspace, 'node_modules/@modules/orders'))).toBe(join(workspace, 'libs/modules/orders'));
  expect(existsSync(join(workspace, 'node_modules/nx'))).toBe(false);
  expect(linkPackages(workspace)).toEqual([]);
});
