import { z } from 'zod';
import { cursor, encodeCursor, type SortKey } from './cursor.js';

/** Most items on one page. */
export const MAX_PAGE = 100;

/**
 * The fields of a query that asks for one page of a list: `first` (1 to {@link MAX_PAGE}, default 20) and `after`, the
 * cursor that the page follows. The handler sees `after` as the sort key of that item.
 *
 * @param key what the list is sorted by
 * @example input: z.object({ ...pageRequest(z.tuple([Sku])) })
 */
export const pageRequest = <Key extends z.ZodTuple>(key: Key) => ({
  first: z.int().min(1).max(MAX_PAGE).default(20),
  after: cursor(key).optional(),
});

/**
 * One page of a list.
 *
 * @example output: page(Product)
 */
export const page = <Item extends z.ZodType>(item: Item) =>
  z.object({
    edges: z.array(z.object({ cursor: z.string(), node: item })),
    /** Cursor of the last item; null on an empty page. */
    endCursor: z.string().nullable(),
    hasNextPage: z.boolean(),
  });

/** One page of a list. */
export interface Page<Item> {
  edges: { cursor: string; node: Item }[];
  endCursor: string | null;
  hasNextPage: boolean;
}

/**
 * Makes a page of rows that were read with a limit of `first + 1`: the extra one only tells that there is more.
 *
 * @example return pageOf(rows, query.first, ({ sku }) => [sku]);
 */
export function pageOf<Item>(rows: readonly Item[], first: number, keyOf: (item: Item) => SortKey): Page<Item> {
  const edges = rows.slice(0, first).map((node) => ({ cursor: encodeCursor(keyOf(node)), node }));
  return { edges, endCursor: edges.at(-1)?.cursor ?? null, hasNextPage: rows.length > first };
}

/** A page in the shape of a Relay connection, with `nodes` for those who need no cursors. */
export interface Connection<Item> {
  edges: { cursor: string; node: Item }[];
  nodes: Item[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}

/**
 * Turns a page into a Relay connection, for resolvers.
 *
 * @param after the cursor that the page was asked for with: if there is one, something stands before the page
 */
export function connectionOf<Item>(
  { edges, endCursor, hasNextPage }: Page<Item>,
  after?: string | null,
): Connection<Item> {
  const hasPreviousPage = after !== undefined && after !== null;
  const startCursor = edges[0]?.cursor ?? null;
  const nodes = edges.map(({ node }) => node);
  return { edges, nodes, pageInfo: { hasNextPage, hasPreviousPage, startCursor, endCursor } };
}
