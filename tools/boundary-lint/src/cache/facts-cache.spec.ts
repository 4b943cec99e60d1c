import { appendFileSync, existsSync, readFileSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { checkWorkspace } from '../check.js';
import { writeWorkspace } from '../workspace.fixture.js';

const ORDER = 'libs/modules/orders/src/domain/order.ts';
const CLEAN = "import '@nestjs/common';;";
const BREACH = "import '@modules/catalog'";
/** A time that every file system can store exactly. */
const LONG_AGO = 1_700_000_000;

const found = (root: string): string[] => checkWorkspace(root, { cache: true }).violations.map(({ file }) => file);
const cacheOf = (root: string): string => join(root, 'node_modules/.cache/boundary-lint.json');

/** A workspace whose files are old enough that the next check recognises them by their stamps. */
function rested(source: string): string {
  const root = writeWorkspace({ [ORDER]: source });
  utimesSync(join(root, ORDER), LONG_AGO, LONG_AGO);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
  found(root);
  vi.useRealTimers();
  return root;
}

describe('a check with a cache', () => {
  it('does not open files that are old enough', () => {
    const root = rested(CLEAN);
    const kept = readFileSync(cacheOf(root), 'utf8');
    // The cached facts are used: with other cached facts of the same file, it finds another import.
    writeFileSync(cacheOf(root), kept.replace('"specifier":"@nestjs/common"', '"specifier":"@modules/catalog"'));
    expect(found(root)).toEqual([ORDER]);
  });

  it('opens files that were written to just before, whatever their stamps say', () => {
    const root = writeWorkspace({ [ORDER]: CLEAN });
    found(root);
    expect(readFileSync(cacheOf(root), 'utf8')).not.toContain('"stamp"');
  });

  it.each([
    ['another size', (file: string) => appendFileSync(file, BREACH)],
    ['the same size', (file: string) => writeFileSync(file, BREACH)],
    [
      'the same size and time',
      (file: string) => {
        writeFileSync(file, BREACH);
        utimesSync(file, LONG_AGO, LONG_AGO);
      },
    ],
    [
      'a file put in its place, with the same size and time',
      (file: string) => {
        writeFileSync(`${file}.new`, BREACH);
        utimesSync(`${file}.new`, LONG_AGO, LONG_AGO);
        renameSync(`${file}.new`, file);
      },
    ],
  ])('sees an edit that leaves %s', (_what, edit) => {
    expect(BREACH).toHaveLength(CLEAN.length);
    const root = rested(CLEAN);
    expect(found(root)).toEqual([]);
    edit(join(root, ORDER));
    expect(found(root)).toEqual([ORDER]);
  });

  it('checks a file again if it has moved to another context', () => {
    const root = rested(`import '@contracts/catalog';`);
    renameSync(join(root, ORDER), join(root, 'libs/contracts/orders/src/order.ts'));
    writeFileSync(
      join(root, 'libs/contracts/orders/src/order.ts'),
      `import { GetProducts } from '@contracts/catalog';`,
    );
    expect(found(root)).toContain('libs/contracts/orders/src/order.ts');
  });

  it('appends little after an edit of one file, and rewrites everything now and then', () => {
    const root = rested(CLEAN);
    const size = statSync(cacheOf(root)).size;
    writeFileSync(join(root, ORDER), 'export class Order {}');
    found(root);
    const lines = readFileSync(cacheOf(root), 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[2]!.length).toBeLessThan(size / 5);
    for (let i = 0; i < 100; i++) {
      writeFileSync(join(root, ORDER), `export class Order${i} {}`);
      found(root);
    }
    expect(readFileSync(cacheOf(root), 'utf8').split('\n').length).toBeLessThan(20);
  });

  it.each([
    ['cut off', (text: string) => text.slice(0, -40)],
    ['of another version', (text: string) => text.replace(/^"[^"]*"/, '"older"')],
    ['no JSON', () => 'nonsense\n'],
    ['empty', () => ''],
  ])('starts anew from a memory that is %s', (_what, damage) => {
    const root = rested(BREACH);
    writeFileSync(cacheOf(root), damage(readFileSync(cacheOf(root), 'utf8')));
    expect(found(root)).toEqual([ORDER]);
    expect(found(root)).toEqual([ORDER]);
  });

  it('writes no cache unless it is requested', () => {
    const root = writeWorkspace({ [ORDER]: BREACH });
    expect(checkWorkspace(root).violations).toHaveLength(1);
    expect(existsSync(cacheOf(root))).toBe(false);
  });
});
