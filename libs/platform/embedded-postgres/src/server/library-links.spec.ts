import { mkdir, mkdtemp, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ensureLinks } from './library-links.js';

it('makes the links that npm omits, also in concurrent processes', async () => {
  const root = await mkdtemp(join(tmpdir(), 'multilith-links-'));
  await mkdir(join(root, 'native/lib'), { recursive: true });
  await writeFile(join(root, 'native/lib/libpq.so.5.18'), 'library');
  const links = ['native/lib/libpq.so.5', 'native/lib/libpq.so'].map((target) => ({
    source: 'native/lib/libpq.so.5.18',
    target,
  }));
  await writeFile(join(root, 'native/pg-symlinks.json'), JSON.stringify(links));

  expect(await Promise.all([ensureLinks(root), ensureLinks(root), ensureLinks(root)])).toEqual([true, true, true]);
  expect(await ensureLinks(root)).toBe(true);
  expect(await readlink(join(root, 'native/lib/libpq.so.5'))).toBe('libpq.so.5.18');
  expect(await readFile(join(root, 'native/lib/libpq.so'), 'utf8')).toBe('library');
  await rm(root, { recursive: true });
});

it('does nothing on a platform without links', async () => {
  const root = await mkdtemp(join(tmpdir(), 'multilith-links-'));
  expect(await ensureLinks(root)).toBe(true);
  await rm(root, { recursive: true });
});
