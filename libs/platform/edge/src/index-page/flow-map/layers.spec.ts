import { describe, expect, it } from 'vitest';
import { arrange, type Link } from './layers.js';

const links = (...pairs: string[]): Link[] =>
  pairs.map((pair) => {
    const [from, to] = pair.split('>') as [string, string];
    return { from, to };
  });
const rows = (nodes: string, most: number, ...pairs: string[]): string[][] =>
  arrange([...nodes], links(...pairs), most).layers.map((layer) =>
    layer.filter(({ bend }) => !bend).map(({ id }) => id),
  );

describe('a map', () => {
  it('leads from the first to the last, each below all that lead to it', () => {
    expect(rows('abcd', 4, 'a>b', 'b>c', 'a>c', 'c>d')).toEqual([['a'], ['b'], ['c'], ['d']]);
  });

  it('begins with the one that tells most, where all lead in circles', () => {
    expect(rows('abc', 4, 'b>a', 'b>c', 'a>b', 'c>a', 'b>a')[0]).toEqual(['b']);
  });

  it('has every node once, however they hang together', () => {
    for (const pairs of [[], ['a>a'], ['a>b', 'b>a'], ['a>b', 'c>d'], ['a>b', 'b>c', 'c>d', 'd>a']])
      expect(
        rows('abcd', 4, ...pairs)
          .flat()
          .sort(),
      ).toEqual(['a', 'b', 'c', 'd']);
  });

  it('takes no more nodes into a layer than fit, and leads links around those they pass', () => {
    const nodes = 'abcdefgh';
    const { layers, routes } = arrange([...nodes], links(...[...'bcdefgh'].map((to) => `a>${to}`)), 3);
    expect(layers.map((layer) => layer.filter(({ bend }) => !bend).length)).toEqual([1, 3, 3, 1]);
    const layerOf = new Map(layers.flatMap((layer, index) => layer.map(({ id }) => [id, index] as const)));
    for (const route of routes) expect(route.map((id) => layerOf.get(id))).toEqual(route.map((_, index) => index));
  });

  it('does not let links cross where they need not', () => {
    const [, lower] = rows('abxy', 4, 'a>y', 'b>x');
    const [upper] = rows('abxy', 4, 'a>y', 'b>x');
    expect([upper!.indexOf('a') < upper!.indexOf('b'), lower!.indexOf('y') < lower!.indexOf('x')]).toSatisfy(
      ([above, below]: boolean[]) => above === below,
    );
  });

  it('of nothing is empty', () => {
    expect(arrange([], [], 4)).toEqual({ layers: [[]], routes: [] });
  });
});
