// Generated from inventory.graphql by `npm run codegen`. Do not edit: change the SDL and run it again.

export type Maybe<T> = T | null | undefined;
export type InputMaybe<T> = T | undefined;

/** Every context adds its queries. */
export type Query = {
  /** The stock of up to 2,000 products; those that were never delivered are left out. */
  readonly stock: ReadonlyArray<Stock>;
};

/** Every context adds its queries. */
export type QueryStockArgs = {
  skus: ReadonlyArray<string>;
};

/**
 * Every context adds its commands. A mutation that takes an `idempotencyKey` takes effect once per key and gives every
 * caller of that key the same answer.
 */
export type Mutation = {
  /** Books a delivery into the warehouse, all lines or none. Role `warehouse`. */
  readonly receiveStock: ReceiveStockPayload;
};

/**
 * Every context adds its commands. A mutation that takes an `idempotencyKey` takes effect once per key and gives every
 * caller of that key the same answer.
 */
export type MutationReceiveStockArgs = {
  input: ReceiveStockInput;
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

/** The stock of one product, in units: whole numbers that can exceed 32 bits. */
export type Stock = {
  readonly sku: string;
  /** In the warehouse, reserved units included. */
  readonly onHand: number;
  /** Promised to orders. */
  readonly reserved: number;
  /** What a new order can have. */
  readonly available: number;
};

/** What inventory adds to Product, a type of another context. */
export type Product = {
  /** Null if it was never delivered. */
  readonly stock?: Maybe<Stock>;
};

export type ReceiveStockInput = {
  /** 1 to 2,000 lines, each sku once. */
  readonly lines: ReadonlyArray<StockLineInput>;
  /** Number on the delivery note; a delivery with one is booked once. 1 to 100 characters. */
  readonly reference?: InputMaybe<string>;
};

export type StockLineInput = {
  readonly sku: string;
  /** 1 to 1,000,000 units. */
  readonly quantity: number;
};

export type ReceiveStockPayload = {
  /** Units of the delivery. */
  readonly units: number;
  /** Whether the delivery had been booked before, so that nothing changed. */
  readonly alreadyReceived: boolean;
};
