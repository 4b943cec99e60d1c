import { InvalidMessageError } from '@multilith/contract';
import { describe, expect, it } from 'vitest';
import { RequestLoader } from './request-loader.js';

interface Product {
  readonly sku: string;
  readonly name: string;
}

function productLoader(missing: readonly string[] = [], maxBatchSize?: number) {
  const batches: string[][] = [];
  const loader = new RequestLoader<string, Product>({
    load: async (skus) => {
      batches.push(skus);
      return skus
        .filter((sku) => !missing.includes(sku))
        .map((sku) => ({ sku, name: `Product ${sku}` }))
        .reverse();
    },
    keyOf: ({ sku }) => sku,
    ...(maxBatchSize === undefined ? {} : { maxBatchSize }),
  });
  return { loader, batches };
}

describe('RequestLoader', () => {
  it('sends one query for the distinct keys of a level, whatever order the answers have', async () => {
    const { loader, batches } = productLoader();
    const request = {};
    const names = await Promise.all(['a', 'b', 'a', 'c'].map(async (sku) => (await loader.load(request, sku))?.name));
    expect(names).toEqual(['Product a', 'Product b', 'Product a', 'Product c']);
    expect(batches).toEqual([['a', 'b', 'c']]);
  });

  it('returns undefined for a key without a value', async () => {
    const { loader } = productLoader(['b']);
    expect(await loader.loadMany({}, ['a', 'b'])).toEqual([{ sku: 'a', name: 'Product a' }, undefined]);
  });

  it('never shares a batch between requests', async () => {
    const { loader, batches } = productLoader();
    await Promise.all([loader.load({}, 'a'), loader.load({}, 'a')]);
    expect(batches).toEqual([['a'], ['a']]);
  });

  it('queries again after a batch has been answered, so that a later mutation of the request sees its own effect', async () => {
    const { loader, batches } = productLoader();
    const request = {};
    await loader.load(request, 'a');
    await loader.load(request, 'a');
    expect(batches).toEqual([['a'], ['a']]);
  });

  it('splits a level that exceeds the limit of one query', async () => {
    const { loader, batches } = productLoader([], 2);
    await loader.loadMany({}, ['a', 'b', 'c']);
    expect(batches).toEqual([['a', 'b'], ['c']]);
  });

  it('fails every key of a batch with the error of its query', async () => {
    const loader = new RequestLoader<string, Product>({
      load: () => Promise.reject(new Error('catalog is away')),
      keyOf: ({ sku }) => sku,
    });
    const request = {};
    const results = await Promise.allSettled([loader.load(request, 'a'), loader.load(request, 'b')]);
    expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected']);
  });

  it('fails only the keys that the query refuses, and queries the others', async () => {
    const batches: string[][] = [];
    const loader = new RequestLoader<string, Product>({
      load: async (skus) => {
        batches.push(skus);
        const issues = skus.flatMap((sku, index) => (sku === '' ? [{ path: ['skus', index], message: 'empty' }] : []));
        if (issues.length > 0) throw new InvalidMessageError('catalog.GetProducts', issues, { skus });
        return skus.map((sku) => ({ sku, name: `Product ${sku}` }));
      },
      keyOf: ({ sku }) => sku,
    });
    const request = {};
    const results = await Promise.allSettled(['a', '', 'b', ''].map((sku) => loader.load(request, sku)));
    expect(results.map((result) => (result.status === 'fulfilled' ? result.value?.name : result.reason))).toEqual([
      'Product a',
      new InvalidMessageError('catalog.GetProducts', [{ path: [], message: 'empty' }]),
      'Product b',
      new InvalidMessageError('catalog.GetProducts', [{ path: [], message: 'empty' }]),
    ]);
    expect(batches).toEqual([
      ['a', '', 'b'],
      ['a', 'b'],
    ]);
  });
});
