// Generated from notifications.graphql by `npm run codegen`. Do not edit: change the SDL and run it again.

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

/** The mail that tells a customer that an order is confirmed. */
export type ConfirmationMail = {
  /** Its Message-ID; null where the customer has no address, so that nothing was sent. */
  readonly messageId?: Maybe<string>;
  /** When it was handed over. */
  readonly sentAt: Date;
};

/** What notifications adds to Order, a type of another context. */
export type Order = {
  /** Null until the order is confirmed and its mail handed over. Role `sales` only. */
  readonly confirmationMail?: Maybe<ConfirmationMail>;
};
