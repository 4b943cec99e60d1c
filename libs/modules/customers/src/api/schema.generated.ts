// Generated from customers.graphql by `npm run codegen`. Do not edit: change the SDL and run it again.

export type Maybe<T> = T | null | undefined;
export type InputMaybe<T> = T | undefined;

/** Every context adds its queries. */
export type Query = {
  /** Customers, at most 100 at a time. A cursor only fits a list that is sorted in the same way. Role `sales`. */
  readonly customers: CustomerConnection;
  /** A customer: oneself, or anyone for role `sales`. Null if it does not exist or is another customer. */
  readonly customer?: Maybe<Customer>;
};

/** Every context adds its queries. */
export type QueryCustomersArgs = {
  first?: InputMaybe<number>;
  after?: InputMaybe<string>;
  country?: InputMaybe<string>;
  nameContains?: InputMaybe<string>;
  sort?: InputMaybe<CustomerSort>;
  descending?: InputMaybe<boolean>;
};

/** Every context adds its queries. */
export type QueryCustomerArgs = {
  customerId: string;
};

/**
 * Every context adds its commands. A mutation that takes an `idempotencyKey` takes effect once per key and gives every
 * caller of that key the same answer.
 */
export type Mutation = {
  /** Registers a customer; the same id with the same details again changes nothing. Role `sales`. */
  readonly registerCustomer: RegisterCustomerPayload;
  /** Closes a customer, who places no further orders then. Role `sales`. */
  readonly closeCustomer: CloseCustomerPayload;
};

/**
 * Every context adds its commands. A mutation that takes an `idempotencyKey` takes effect once per key and gives every
 * caller of that key the same answer.
 */
export type MutationRegisterCustomerArgs = {
  input: RegisterCustomerInput;
  idempotencyKey?: InputMaybe<string>;
};

/**
 * Every context adds its commands. A mutation that takes an `idempotencyKey` takes effect once per key and gives every
 * caller of that key the same answer.
 */
export type MutationCloseCustomerArgs = {
  input: CloseCustomerInput;
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

/** Who buys. */
export type Customer = {
  readonly customerId: string;
  readonly name: string;
  /** Null when not known. */
  readonly email?: Maybe<string>;
  readonly country: string;
  /** A closed customer places no further orders. */
  readonly closed: boolean;
  /** Total of confirmed orders that were not cancelled, less what was returned of them, in pence. */
  readonly lifetimeValue: number;
};

export type CustomerConnection = {
  readonly edges: ReadonlyArray<CustomerEdge>;
  readonly nodes: ReadonlyArray<Customer>;
  readonly pageInfo: PageInfo;
};

export type CustomerEdge = {
  readonly cursor: string;
  readonly node: Customer;
};

/** What customers are sorted by; those that are equal, by id. */
export type CustomerSort = 'ID' | 'NAME';

/** What customers adds to Order, a type of another context. */
export type Order = {
  /** Who placed it; null for who may not see the customer. */
  readonly customer?: Maybe<Customer>;
};

export type RegisterCustomerInput = {
  /** The id to use; a new one, if left out. */
  readonly customerId?: InputMaybe<string>;
  /** 1 to 200 characters. */
  readonly name: string;
  readonly email?: InputMaybe<string>;
  /** As people write it, like `United Kingdom`. */
  readonly country: string;
};

export type RegisterCustomerPayload = {
  readonly customerId: string;
  readonly customer?: Maybe<Customer>;
};

export type CloseCustomerInput = {
  readonly customerId: string;
};

export type CloseCustomerPayload = {
  readonly customerId: string;
  readonly customer?: Maybe<Customer>;
};
