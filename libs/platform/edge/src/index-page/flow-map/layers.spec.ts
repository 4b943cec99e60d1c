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
  it('places each node below all nodes that lead to it', () => {
    expect(rows('abcd', 4, 'a>b', 'b>c', 'a>c', 'c>d')).toEqual([['a'], ['b'], ['c'], ['d']]);
  });

  it('begins with the node that sends most if all are in cycles', () => {
    expect(rows('abc', 4, 'b>a', 'b>c', 'a>b', 'c>a', 'b>a')[0]).toEqual(['b']);
  });

  it('has every node once, however they are connected', () => {
    for (const pairs of [[], ['a>a'], ['a>b', 'b>a'], ['a>b', 'c>d'], ['a>b', 'b>c', 'c>d', 'd>a']])
      expect(
        rows('abcd', 4, ...pairs)
          .flat()
          .sort(),
      ).toEqual(['a', 'b', 'c', 'd']);
  });

  it('puts no more nodes into a layer than fit, and leads lines around nodes', () => {
    const nodes = 'abcdefgh';
    const { layers, routes } = arrange([...nodes], links(...[...'bcdefgh'].map((to) => `a>${to}`)), 3);
    expect(layers.map((layer) => layer.filter(({ bend }) => !bend).length)).toEqual([1, 3, 3, 1]);
    const layerOf = new Map(layers.flatMap((layer, index) => layer.map(({ id }) => [id, index] as const)));
    for (const route of routes) expect(route.map((id) => layerOf.get(id))).toEqual(route.map((_, index) => index));
  });

  it('avoids unnecessary crossings', () => {
    const [, lower] = rows('abxy', 4, 'a>y', 'b>x');
    const [upper] = rows('abxy', 4, 'a>y', 'b>x');
    expect([upper!.indexOf('a') < upper!.indexOf('b'), lower!.indexOf('y') < lower!.indexOf('x')]).toSatisfy(
      ([above, below]: boolean[]) => above === below,
    );
  });

  it('without nodes is empty', () => {
    expect(arrange([], [], 4)).toEqual({ layers: [[]], routes: [] });
  });
});
