// Generated from shipping.graphql by `npm run codegen`. Do not edit: change the SDL and run it again.

export type Maybe<T> = T | null | undefined;
export type InputMaybe<T> = T | undefined;

/** Every context adds its queries. */
export type Query = {};

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

/** Where the shipment of an order stands. */
export type ShipmentState =
  /** It will leave when it is due, unless the order is cancelled before. */
  | 'WAITING'
  /** It has left. */
  | 'SHIPPED'
  /** Final: the order was cancelled before it left. */
  | 'STOPPED'
  /** Final: the order was cancelled in the moment it left; it came back. */
  | 'RECALLED';

/** How an order gets to its customer. */
export type Shipment = {
  readonly state: ShipmentState;
  /** When it may leave. */
  readonly dueAt: Date;
  /** When it left; stays when it is recalled. */
  readonly shippedAt?: Maybe<Date>;
};

/** What shipping adds to Order, a type of another context. */
export type Order = {
  /** Null until shipping has heard that the order is confirmed. */
  readonly shipment?: Maybe<Shipment>;
};
