import { describe, expect, it } from 'vitest';
import { addStep, shortestCycles } from './cycles.js';

/** Returns the cycles of a graph that is written as `a>b b>c`. */
function cyclesOf(steps: string): string[] {
  const edges = new Map<string, Map<string, true>>();
  for (const step of steps.split(' ')) {
    const [from, to] = step.split('>');
    addStep(edges, from!, to!, true);
  }
  return shortestCycles(edges).map((cycle) => cycle.join('>'));
}

describe('shortestCycles', () => {
  it.each([
    ['no cycle', 'a>b a>c b>d c>d', []],
    ['a node that leads to itself', 'a>a a>b', ['a>a']],
    ['two nodes', 'a>b b>a', ['a>b>a']],
    ['a cycle behind a path and before one', 'x>y y>a a>b b>a b>z', ['a>b>a']],
    ['the short way rather than the long one', 'a>b b>c c>d d>a c>a', ['a>b>c>a', 'd>a>b>c>d']],
    ['each cycle of a figure of eight', 'a>b b>a b>c c>b', ['a>b>a', 'c>b>c']],
    ['two cycles that a path joins', 'a>b b>a b>c c>d d>c', ['a>b>a', 'c>d>c']],
  ])('finds %s', (_what, steps, cycles) => {
    expect(cyclesOf(steps)).toEqual(cycles);
  });

  it('is not stopped by a long chain', () => {
    const back = ['20000', new Map([['19999', true]])] as const;
    expect(shortestCycles(new Map([...chainEdges(20_000), back]))).toEqual([['19999', '20000', '19999']]);
  });
});

const chainEdges = (length: number): [string, Map<string, true>][] =>
  Array.from({ length }, (_, index) => [`${index}`, new Map([[`${index + 1}`, true as const]])]);
