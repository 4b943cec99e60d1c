import { readFileSync } from 'node:fs';
import type { TestSpecification } from 'vitest/node';
import { expect, it } from 'vitest';
import { LongestFirst } from './longest-first.js';

const measured = JSON.parse(readFileSync(new URL('../../vitest.long-specs.json', import.meta.url), 'utf8')) as object;
const [longest, second] = Object.keys(measured) as [string, string];
const projects = ['first', 'second'].map((name) => ({ name, config: { isolate: false, sequence: { groupOrder: 0 } } }));
const spec = (project: number, path: string): TestSpecification =>
  ({ project: projects[project], moduleId: `/workspace/${path}` }) as unknown as TestSpecification;
const cache = { getFileTestResults: () => undefined, getFileStats: () => ({ size: 1 }) };
const sequencer = new LongestFirst({ config: { root: '/workspace' }, cache } as never);

it('long files begin before all others of their project, the longest first', async () => {
  const files = [spec(1, 'a/short.spec.ts'), spec(1, second), spec(1, longest), spec(0, 'b/short.spec.ts')];
  const sorted = await sequencer.sort(files);
  expect(sorted.map(({ moduleId }) => moduleId)).toEqual([
    '/workspace/b/short.spec.ts',
    `/workspace/${longest}`,
    `/workspace/${second}`,
    '/workspace/a/short.spec.ts',
  ]);
});
