/** A page of a list as contracts answer it. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Cursor of the last item; absent on an empty page. */
  readonly endCursor?: string | null | undefined;
  readonly hasNextPage: boolean;
}

/** One entry of a Relay connection. */
export interface Edge<T> {
  readonly cursor: string;
  readonly node: T;
}

/** Where a page stands in its list; the shape of `PageInfo` in the edge's SDL. */
export interface PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

/** A list as GraphQL shows it: the cursor connections of Relay, with `nodes` for those who need no cursors. */
export interface Connection<T> {
  readonly edges: readonly Edge<T>[];
  readonly nodes: readonly T[];
  readonly pageInfo: PageInfo;
}

/**
 * Turns a page of a contract into a Relay connection.
 *
 * @param cursorOf the cursor that continues the list after an item
 * @param after the cursor the page was asked for with, if any: then something stands before it
 * @example toConnection(await this.queries.execute(new ListProducts({ first, after })), ({ sku }) => sku, after)
 */
export function toConnection<T>(page: Page<T>, cursorOf: (item: T) => string, after?: string | null): Connection<T> {
  const edges = page.items.map((node) => ({ cursor: cursorOf(node), node }));
  return {
    edges,
    nodes: page.items,
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: after !== undefined && after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: page.endCursor ?? edges.at(-1)?.cursor ?? null,
    },
  };
}
