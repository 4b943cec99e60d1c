import {
  contract,
  contractFaults,
  decodeMessage,
  encodeMessage,
  InvalidMessageError,
  query,
} from '@multilith/contract';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { connectionOf, encodeCursor, page, pageOf, pageRequest, Sku } from './index.js';

class ListThings extends query('things.ListThings', {
  input: z.object({ ...pageRequest(z.tuple([Sku, z.int()])) }),
  output: page(z.object({ sku: Sku })),
  access: 'public',
}) {}

const rows = ['a', 'ü', 'c'].map((sku) => ({ sku }));

describe('a list by cursor', () => {
  it('has a faithful wire form', () => {
    expect(contractFaults(contract('things', [ListThings]))).toEqual([]);
    const sent = new ListThings({ first: 5, after: encodeCursor(['Ünï🙂', 3]) });
    expect(decodeMessage(ListThings, encodeMessage(sent))).toEqual(sent);
  });

  it('gives the handler the sort key that the cursor stands for', () => {
    expect(new ListThings({ after: encodeCursor(['ü', 7]) }).after).toEqual(['ü', 7]);
  });

  it.each(['', 'nonsense', encodeCursor(['a']), encodeCursor([1, 1]), encodeCursor(['a', 1, 1]), 'x'.repeat(2000)])(
    'refuses %j, which is no cursor of it',
    (after) => expect(() => new ListThings({ after })).toThrow(InvalidMessageError),
  );

  it('knows from one row too many that there is more', () => {
    const first = pageOf(rows, 2, ({ sku }) => [sku]);
    expect(first.edges.map(({ node }) => node.sku)).toEqual(['a', 'ü']);
    expect(first).toMatchObject({ hasNextPage: true, endCursor: encodeCursor(['ü']) });
    expect(pageOf(rows, 3, ({ sku }) => [sku]).hasNextPage).toBe(false);
  });

  it('can be empty', () => {
    expect(connectionOf(pageOf([], 2, () => []))).toEqual({
      edges: [],
      nodes: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    });
  });
});
