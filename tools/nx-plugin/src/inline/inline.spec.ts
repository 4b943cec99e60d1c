import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { WorkspaceCopy } from '../../test/workspace-copy.js';
import { extract } from '../extract/extract.js';
import { inline } from './inline.js';

const FOLDER = 'apps/extracted/orders';

function withOrdersOut(): WorkspaceCopy {
  const copy = new WorkspaceCopy();
  extract({ root: copy.root, context: 'orders', transport: 'nats' });
  return copy;
}

describe('inlining a context', () => {
  it('that is in the monolith changes nothing', () => {
    const copy = new WorkspaceCopy();
    const before = copy.checksums();
    expect(inline({ root: copy.root, context: 'orders' }).changes).toEqual([]);
    expect(copy.checksums()).toEqual(before);
  });

  it('writes nothing in a dry run', () => {
    const copy = withOrdersOut();
    const before = copy.checksums();
    expect(inline({ root: copy.root, context: 'orders', dryRun: true }).changes).toHaveLength(7);
    expect(copy.checksums()).toEqual(before);
  });

  it('takes along what builds have left', () => {
    const copy = withOrdersOut();
    mkdirSync(join(copy.root, FOLDER, 'dist'));
    writeFileSync(join(copy.root, FOLDER, 'dist/main.js'), '');
    inline({ root: copy.root, context: 'orders' });
    expect(existsSync(join(copy.root, FOLDER))).toBe(false);
  });

  it.each([
    ['an edited file of the host', `${FOLDER}/Dockerfile`, (text: string) => `${text}# ours\n`],
    ['an edited service', 'docker-compose.yml', (text: string) => text.replace(/(\n {2}orders:\n)/, '$1    # ours\n')],
    ['a file that was added by hand', `${FOLDER}/src/metrics.ts`, () => 'export {};\n'],
  ])('refuses to delete %s, and names it', (_what, path, edit) => {
    const copy = withOrdersOut();
    copy.write(path, edit(existsSync(join(copy.root, path)) ? copy.read(path) : ''));
    const before = copy.checksums();
    expect(() => inline({ root: copy.root, context: 'orders' })).toThrow(
      expect.objectContaining({ code: 'PLACEMENT_EDITED', message: expect.stringContaining(path) }),
    );
    expect(copy.checksums()).toEqual(before);
  });

  it('deletes edited files with --force, and nothing else', () => {
    const untouched = new WorkspaceCopy().checksums();
    const copy = withOrdersOut();
    copy.write(`${FOLDER}/Dockerfile`, 'FROM scratch\n');
    copy.write('docker-compose.yml', copy.read('docker-compose.yml').replace(/(\n {2}orders:\n)/, '$1    # ours\n'));
    inline({ root: copy.root, context: 'orders', force: true });
    expect(copy.checksums()).toEqual(untouched);
  });

  it('clears away what is half there', () => {
    const untouched = new WorkspaceCopy().checksums();
    const copy = withOrdersOut();
    copy.write('topology.json', '{}\n');
    inline({ root: copy.root, context: 'orders' });
    expect(copy.checksums()).toEqual(untouched);
  });

  it('keeps comments and services around it', () => {
    const copy = new WorkspaceCopy();
    const compose = copy
      .read('docker-compose.yml')
      .replace(/\nvolumes:/, '\n  # Ours.\n  extra:\n    image: extra # pinned\n\nvolumes:');
    copy.write('docker-compose.yml', compose);
    for (const context of ['orders', 'payments']) extract({ root: copy.root, context, transport: 'nats' });
    expect(copy.read('docker-compose.yml')).toContain('  # Ours.\n  extra:\n    image: extra # pinned\n');
    for (const context of ['orders', 'payments']) inline({ root: copy.root, context });
    expect(copy.read('docker-compose.yml')).toBe(compose);
  });
});
