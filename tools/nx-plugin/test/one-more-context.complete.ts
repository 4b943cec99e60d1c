import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { BuiltWorkspace } from './built-workspace.js';

/** The whole suite, on a machine that does other things as well. */
const VERY_LONG = 7_200_000;

let copy: BuiltWorkspace;
beforeAll(async () => {
  copy = new BuiltWorkspace('files');
  const { code, output } = await copy.run('nx', ['g', 'context', 'returns']);
  expect(code, output).toBe(0);
}, VERY_LONG);
afterAll(() => copy.remove());

it(
  'every spec passes beside one more context: none of them knows how many the workspace has',
  async () => {
    const { code, output } = await copy.run('vitest', ['run'], { TEST_DATABASE_URL: inject('postgresUrl') });
    expect(code, output.slice(-50_000)).toBe(0);
  },
  VERY_LONG,
);
