// Generated from reporting.graphql by `npm run codegen`. Do not edit: change the SDL and run it again.

export type Maybe<T> = T | null | undefined;
export type InputMaybe<T> = T | undefined;

/** Every context adds its queries. */
export type Query = {
  /** Sales from one day to another, both included, like `2011-01-04`. Role `sales` only. At most 5,000 rows. */
  readonly salesReport: SalesReport;
};

/** Every context adds its queries. */
export type QuerySalesReportArgs = {
  by: SalesReportBy;
  from?: InputMaybe<string>;
  to?: InputMaybe<string>;
  first?: InputMaybe<number>;
};

/**
 * Every context adds its commands. A mutation that takes an `idempotencyKey` takes effect once per key and gives every
 * caller of that key the same answer.
 */
export type Mutation = {};

/**
 * Every context adds what can be watched live, over a WebSocket that speaks `graphql-transport-ws`: what is there first,
 * then every change. Nothing is kept for a client that is not connected.
 */
export type Subscription = {};

/** Where a page stands in its list. */
export type PageInfo = {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor?: Maybe<string>;
  readonly endCursor?: Maybe<string>;
};

/** What a sales report has one row for. */
export type SalesReportBy =
  /** In order of time, in UTC. */
  | 'DAY'
  /** The highest revenue first. */
  | 'COUNTRY'
  /** The highest revenue first. */
  | 'PRODUCT';

/** What confirmed orders come to, less what was returned of them; those that were cancelled do not count. */
export type Sales = {
  /** How many orders, returned ones included. */
  readonly orders: number;
  /** Units sold and not returned. */
  readonly units: number;
  /** Pence, less those of returns. */
  readonly revenue: number;
};

/** Sales of one day, country or product. */
export type SalesReportRow = {
  /** The day, like `2011-01-04`, the country, or the sku. */
  readonly key: string;
  /** How many orders; of a product, those that it appears in. */
  readonly orders: number;
  /** Units sold and not returned. */
  readonly units: number;
  /** Pence, less those of returns. */
  readonly revenue: number;
};

/** Sales by the business date of the orders. It follows them: what was confirmed a moment ago may still be missing. */
export type SalesReport = {
  readonly rows: ReadonlyArray<SalesReportRow>;
  /** All of the time asked for, also what is beyond the last row. */
  readonly total: Sales;
};
