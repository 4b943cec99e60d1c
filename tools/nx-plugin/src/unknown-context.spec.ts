import { describe, expect, it } from 'vitest';
import { unknownContext } from './unknown-context.js';

const isContext = (name: string): boolean => name === 'orders';
const asked = (...words: string[]) => unknownContext(['node', '/work/node_modules/.bin/nx', ...words], isContext);

describe('a command of Nx', () => {
  it.each([
    [['extract', 'nosuch'], { command: 'extract', name: 'nosuch' }],
    [['inline', 'order', '--dry-run'], { command: 'inline', name: 'order' }],
    [['run', 'nosuch:extract'], { command: 'extract', name: 'nosuch' }],
  ])('that moves what is no context is ours to answer: %j', (words, found) => {
    expect(asked(...words)).toEqual(found);
  });

  it.each([
    [['extract', 'orders']],
    [['extract']],
    [['extract', '--help']],
    [['extract', 'libs/modules/orders']],
    [['run', 'orders:extract']],
    [['build', 'nosuch']],
    [['affected', '-t', 'build']],
  ])('of another kind is left to Nx: %j', (words) => {
    expect(asked(...words)).toBeUndefined();
  });

  it('does not fail in a worker of a plugin, or in vitest', () => {
    expect(unknownContext(['node', '/nx/plugin-worker.js', 'extract', 'nosuch'], isContext)).toBeUndefined();
    expect(unknownContext(['node'], isContext)).toBeUndefined();
  });
});
