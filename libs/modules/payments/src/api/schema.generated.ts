// Generated from payments.graphql by `npm run codegen`. Do not edit: change the SDL and run it again.

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

/** Where the payment of an order stands. */
export type PaymentState =
  /** The order or its stock reservation has not been heard of yet. */
  | 'WAITING'
  /** The provider is being asked for the money. */
  | 'CAPTURING'
  /** The money is here, less what was refunded for returns. */
  | 'CAPTURED'
  /** Final: the provider refused. */
  | 'DECLINED'
  /** Final: the order ended before anything was captured. */
  | 'VOIDED'
  /** The order ended after the capture; the provider is being asked to give the money back. */
  | 'REFUNDING'
  /** Final: all of the money has gone back. */
  | 'REFUNDED';

/** The money of an order. */
export type Payment = {
  readonly state: PaymentState;
  /** Pence captured; stays when they are refunded. */
  readonly captured: number;
  /** Pence given back, for returns or because the order was called off. */
  readonly refunded: number;
  /** Why the provider declined. */
  readonly reason?: Maybe<string>;
};

/** What payments adds to Order, a type of another context. */
export type Order = {
  /** Null until payments has heard of the order. */
  readonly payment?: Maybe<Payment>;
};
