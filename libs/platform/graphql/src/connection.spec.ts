import { describe, expect, it } from 'vitest';
import { toConnection } from './connection.js';

describe('toConnection', () => {
  it('gives every item its cursor and says that more follow', () => {
    const connection = toConnection(
      { items: [{ sku: 'a' }, { sku: 'b' }], endCursor: 'b', hasNextPage: true },
      (p) => p.sku,
    );
    expect(connection.edges).toEqual([
      { cursor: 'a', node: { sku: 'a' } },
      { cursor: 'b', node: { sku: 'b' } },
    ]);
    expect(connection.pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: 'a',
      endCursor: 'b',
    });
  });

  it('has no cursors on an empty page', () => {
    const { pageInfo } = toConnection({ items: [], hasNextPage: false }, String, 'z');
    expect(pageInfo).toEqual({ hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null });
  });
});
