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

/** What confirmed orders come to; those that were cancelled later do not count. */
export type Sales = {
  /** How many orders. */
  readonly orders: number;
  /** Units sold. */
  readonly units: number;
  /** Pence. */
  readonly revenue: number;
};

/** Sales of one day, country or product. */
export type SalesReportRow = {
  /** The day, like `2011-01-04`, the country, or the sku. */
  readonly key: string;
  /** How many orders; of a product, those that it appears in. */
  readonly orders: number;
  /** Units sold. */
  readonly units: number;
  /** Pence. */
  readonly revenue: number;
};

/** Sales by the business date of the orders. It follows them: what was confirmed a moment ago may still be missing. */
export type SalesReport = {
  readonly rows: ReadonlyArray<SalesReportRow>;
  /** All of the time asked for, also what is beyond the last row. */
  readonly total: Sales;
};
