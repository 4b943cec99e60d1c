// Generated from catalog.graphql by `npm run codegen`. Do not edit: change the SDL and run it again.

export type Maybe<T> = T | null | undefined;
export type InputMaybe<T> = T | undefined;

/** Every context adds its queries. */
export type Query = {
  /** Products, at most 100 at a time. A cursor only fits a list that is sorted in the same way. */
  readonly products: ProductConnection;
  /** A product; null if the catalogue does not know it. */
  readonly product?: Maybe<Product>;
};

/** Every context adds its queries. */
export type QueryProductsArgs = {
  skus?: InputMaybe<ReadonlyArray<string>>;
  first?: InputMaybe<number>;
  after?: InputMaybe<string>;
  nameContains?: InputMaybe<string>;
  discontinued?: InputMaybe<boolean>;
  sort?: InputMaybe<ProductSort>;
  descending?: InputMaybe<boolean>;
};

/** Every context adds its queries. */
export type QueryProductArgs = {
  sku: string;
};

/**
 * Every context adds its commands. A mutation that takes an `idempotencyKey` takes effect once per key and gives every
 * caller of that key the same answer.
 */
export type Mutation = {
  /** Adds products and changes those the catalogue knows, all of them or none. Role `catalog`. */
  readonly upsertProducts: UpsertProductsPayload;
  /** Takes a product out of sale for good. Role `catalog`. */
  readonly discontinueProduct: DiscontinueProductPayload;
};

/**
 * Every context adds its commands. A mutation that takes an `idempotencyKey` takes effect once per key and gives every
 * caller of that key the same answer.
 */
export type MutationUpsertProductsArgs = {
  input: UpsertProductsInput;
  idempotencyKey?: InputMaybe<string>;
};

/**
 * Every context adds its commands. A mutation that takes an `idempotencyKey` takes effect once per key and gives every
 * caller of that key the same answer.
 */
export type MutationDiscontinueProductArgs = {
  input: DiscontinueProductInput;
  idempotencyKey?: InputMaybe<string>;
};

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

/** Something the shop sells. */
export type Product = {
  /** Its code, like `85123A`. */
  readonly sku: string;
  readonly name: string;
  /** List price of one unit in pence. */
  readonly price: number;
  /** Whether it can no longer be ordered. */
  readonly discontinued: boolean;
  /** Units in confirmed orders that were neither cancelled nor returned; a whole number that can exceed 32 bits. */
  readonly unitsSold: number;
};

export type ProductConnection = {
  readonly edges: ReadonlyArray<ProductEdge>;
  readonly nodes: ReadonlyArray<Product>;
  readonly pageInfo: PageInfo;
};

export type ProductEdge = {
  readonly cursor: string;
  readonly node: Product;
};

/** What products are sorted by; those that are equal, by sku. */
export type ProductSort = 'SKU' | 'NAME' | 'PRICE' | 'UNITS_SOLD';

/** What catalog adds to OrderLine, a type of another context. */
export type OrderLine = {
  readonly product?: Maybe<Product>;
};

/** What catalog adds to Stock, a type of another context. */
export type Stock = {
  readonly product?: Maybe<Product>;
};

export type UpsertProductsInput = {
  /** 1 to 1,000 products, each sku once. */
  readonly products: ReadonlyArray<ProductInput>;
};

export type ProductInput = {
  readonly sku: string;
  /** 1 to 200 characters. */
  readonly name: string;
  /** List price of one unit in pence. */
  readonly price: number;
};

export type UpsertProductsPayload = {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
};

export type DiscontinueProductInput = {
  readonly sku: string;
};

export type DiscontinueProductPayload = {
  readonly sku: string;
  readonly product?: Maybe<Product>;
};
