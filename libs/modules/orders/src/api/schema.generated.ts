// Generated from orders.graphql by `npm run codegen`. Do not edit: change the SDL and run it again.

export type Maybe<T> = T | null | undefined;
export type InputMaybe<T> = T | undefined;

/** Every context adds its queries. */
export type Query = {
  /**
   * Orders, the latest to arrive first: one's own; all for role `sales`. At most 100 at a time. A cursor only fits a list
   * that is sorted in the same way.
   */
  readonly orders: OrderConnection;
  /** An order; null if it does not exist or belongs to another customer. */
  readonly order?: Maybe<Order>;
};

/** Every context adds its queries. */
export type QueryOrdersArgs = {
  first?: InputMaybe<number>;
  after?: InputMaybe<string>;
  customerId?: InputMaybe<string>;
  state?: InputMaybe<OrderState>;
  placedFrom?: InputMaybe<Date>;
  placedBefore?: InputMaybe<Date>;
  sort?: InputMaybe<OrderSort>;
  descending?: InputMaybe<boolean>;
};

/** Every context adds its queries. */
export type QueryOrderArgs = {
  orderId: string;
};

/**
 * Every context adds its commands. A mutation that takes an `idempotencyKey` takes effect once per key and gives every
 * caller of that key the same answer.
 */
export type Mutation = {
  /** Places an order. It is pending at first; stock and payment decide how it ends. */
  readonly placeOrder: PlaceOrderPayload;
  /** Calls off a pending or confirmed order that has not been shipped: stock is released and money returned. */
  readonly cancelOrder: CancelOrderPayload;
  /** Takes back units of an order that was shipped: they go back on the shelf, and what was paid for them to the customer. */
  readonly refundOrder: RefundOrderPayload;
};

/**
 * Every context adds its commands. A mutation that takes an `idempotencyKey` takes effect once per key and gives every
 * caller of that key the same answer.
 */
export type MutationPlaceOrderArgs = {
  input: PlaceOrderInput;
  idempotencyKey?: InputMaybe<string>;
};

/**
 * Every context adds its commands. A mutation that takes an `idempotencyKey` takes effect once per key and gives every
 * caller of that key the same answer.
 */
export type MutationCancelOrderArgs = {
  input: CancelOrderInput;
  idempotencyKey?: InputMaybe<string>;
};

/**
 * Every context adds its commands. A mutation that takes an `idempotencyKey` takes effect once per key and gives every
 * caller of that key the same answer.
 */
export type MutationRefundOrderArgs = {
  input: RefundOrderInput;
  idempotencyKey?: InputMaybe<string>;
};

/**
 * Every context adds what can be watched live, over a WebSocket that speaks `graphql-transport-ws`: what is there first,
 * then every change. Nothing is kept for a client that is not connected.
 */
export type Subscription = {
  /**
   * An order as it is, then as it is after every change, until it is rejected, cancelled or shipped. Ends with
   * `orders.UnknownOrder` if it does not exist or belongs to another customer.
   */
  readonly orderChanged: Order;
};

/**
 * Every context adds what can be watched live, over a WebSocket that speaks `graphql-transport-ws`: what is there first,
 * then every change. Nothing is kept for a client that is not connected.
 */
export type SubscriptionOrderChangedArgs = {
  orderId: string;
};

/** Where a page stands in its list. */
export type PageInfo = {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor?: Maybe<string>;
  readonly endCursor?: Maybe<string>;
};

/** Where an order stands. */
export type OrderState =
  /** Placed; stock and payment are under way. */
  | 'PENDING'
  /** Paid. Until it is shipped it may be cancelled, from then on returned; returns do not change the state. */
  | 'CONFIRMED'
  /** Final: stock ran short or the payment was declined. */
  | 'REJECTED'
  /** Final: called off before or after it was confirmed. */
  | 'CANCELLED';

/** What a customer ordered, at the prices of that moment. */
export type Order = {
  readonly orderId: string;
  readonly state: OrderState;
  /** Sum of the lines in pence. */
  readonly total: number;
  /** The business date; an imported order lies in the past. */
  readonly placedAt: Date;
  readonly customerId: string;
  /** How it is paid, like `card`. */
  readonly paymentMethod: string;
  /** The client's own name for the order, such as an invoice number. */
  readonly reference?: Maybe<string>;
  /** When it left the warehouse; from then on it cannot be cancelled, only returned. */
  readonly shippedAt?: Maybe<Date>;
  /** Why it was rejected or cancelled. */
  readonly reason?: Maybe<string>;
  /** One line per product. */
  readonly lines: ReadonlyArray<OrderLine>;
  /** What came back, the first to arrive first. */
  readonly returns: ReadonlyArray<OrderReturn>;
};

/** Part of a shipped order that came back, or all of it. */
export type OrderReturn = {
  readonly returnId: string;
  /** One line per product, at the prices that were paid. */
  readonly lines: ReadonlyArray<OrderLine>;
  /** Sum of the lines in pence; it goes back to the customer. */
  readonly amount: number;
  readonly returnedAt: Date;
  /** The client's own name for the return, such as the number of a credit note. */
  readonly reference?: Maybe<string>;
};

/** One product of an order. */
export type OrderLine = {
  readonly sku: string;
  readonly quantity: number;
  /** Price of one unit in pence, as agreed when the order was placed. */
  readonly unitPrice: number;
};

export type OrderConnection = {
  readonly edges: ReadonlyArray<OrderEdge>;
  readonly nodes: ReadonlyArray<Order>;
  readonly pageInfo: PageInfo;
};

export type OrderEdge = {
  readonly cursor: string;
  readonly node: Order;
};

/** What orders are sorted by; those that are equal, by number. */
export type OrderSort =
  /** In the order in which they arrived. */
  'NUMBER' | 'PLACED_AT' | 'TOTAL';

export type PlaceOrderInput = {
  /** The customer who orders: oneself, or anyone for role `sales`. */
  readonly customerId: string;
  /** 1 to 2,000 lines, one per product. */
  readonly lines: ReadonlyArray<OrderLineInput>;
  /** How it is paid; `card`, if left out. */
  readonly paymentMethod?: InputMaybe<string>;
  /** When it was placed; now, if left out. Role `sales` only. */
  readonly placedAt?: InputMaybe<Date>;
  /** The client's own name for the order, such as an invoice number. */
  readonly reference?: InputMaybe<string>;
};

export type OrderLineInput = {
  readonly sku: string;
  /** 1 to 1,000,000 units. */
  readonly quantity: number;
  /** Price of one unit in pence instead of the catalogue's. Role `sales` only. */
  readonly agreedPrice?: InputMaybe<number>;
};

export type PlaceOrderPayload = {
  readonly orderId: string;
  readonly order?: Maybe<Order>;
};

export type CancelOrderInput = {
  readonly orderId: string;
  /** For people; kept with the order. At most 200 characters. */
  readonly reason?: InputMaybe<string>;
};

export type CancelOrderPayload = {
  readonly orderId: string;
  readonly order?: Maybe<Order>;
};

export type RefundOrderInput = {
  readonly orderId: string;
  /** 1 to 2,000 lines, each sku once; of each at most what was bought and has not come back. */
  readonly lines: ReadonlyArray<ReturnLineInput>;
  /** The client's own name for the return, such as the number of a credit note. At most 100 characters. */
  readonly reference?: InputMaybe<string>;
};

export type ReturnLineInput = {
  readonly sku: string;
  /** 1 to 1,000,000 units. */
  readonly quantity: number;
};

export type RefundOrderPayload = {
  readonly returnId: string;
  readonly orderId: string;
  readonly order?: Maybe<Order>;
};
