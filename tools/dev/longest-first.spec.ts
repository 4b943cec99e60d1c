import type { TestSpecification } from 'vitest/node';
import { expect, it } from 'vitest';
import { LongestFirst } from './longest-first.js';

const projects = ['first', 'second'].map((name) => ({ name, config: { isolate: false, sequence: { groupOrder: 0 } } }));
const spec = (project: number, path: string): TestSpecification =>
  ({ project: projects[project], moduleId: `/workspace/${path}` }) as unknown as TestSpecification;
const cache = { getFileTestResults: () => undefined, getFileStats: () => ({ size: 1 }) };
const sequencer = new LongestFirst({ config: { root: '/workspace' }, cache } as never);

it('long files begin before all others of their project, the longest first', async () => {
  const files = [
    spec(1, 'a/short.spec.ts'),
    spec(1, 'apps/monolith/test/process.spec.ts'),
    spec(1, 'tools/nx-plugin/test/generators.spec.ts'),
    spec(0, 'b/short.spec.ts'),
  ];
  const sorted = await sequencer.sort(files);
  expect(sorted.map(({ moduleId }) => moduleId)).toEqual([
    '/workspace/b/short.spec.ts',
    '/workspace/tools/nx-plugin/test/generators.spec.ts',
    '/workspace/apps/monolith/test/process.spec.ts',
    '/workspace/a/short.spec.ts',
  ]);
});
