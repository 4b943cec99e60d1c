/** Units of one product in inventory. */
export interface StockFacts {
  /** In the warehouse, reserved units included. */
  readonly onHand: bigint;
  readonly reserved: bigint;
  /** Sum of all deliveries. */
  readonly received: bigint;
  /** Sum of all reservations that are held. */
  readonly held: bigint;
  /** Sum of all reservations that have left the warehouse. */
  readonly shipped: bigint;
  /** Sum of everything that came back. */
  readonly returned: bigint;
}

/** One order, from its row and from the journal of orders. */
export interface OrderFacts {
  readonly state: 'PENDING' | 'CONFIRMED' | 'REJECTED' | 'CANCELLED';
  readonly customerId: string;
  /** Pence. */
  readonly total: bigint;
  /** Sum of its lines in pence. */
  readonly linesTotal: bigint;
  /** Sum of its returns in pence. */
  readonly returned: bigint;
  /** Whether orders knows that it was shipped. */
  readonly shipped: boolean;
  /** Whether it was ever confirmed. */
  readonly wasConfirmed: boolean;
  /** How often the journal says what happened to it. */
  readonly events: OrderEvents;
}

/** The number of journal rows of each event of an order. */
export interface OrderEvents {
  readonly placed: number;
  readonly confirmed: number;
  readonly rejected: number;
  readonly cancelled: number;
  readonly returned: number;
}

/** One return, from its row and from the order it belongs to. */
export interface ReturnFacts {
  readonly orderId: string;
  /** Pence. */
  readonly amount: bigint;
  /** Sum of its lines in pence, at the prices of the order. */
  readonly linesAmount: bigint;
}

/** Money of one order in payments, in pence. */
export interface PaymentFacts {
  readonly captured: bigint;
  readonly refunded: bigint;
}

/** The facts of each context, read from its own database; only the ledger joins them. */
export interface Facts {
  /** By product. */
  readonly stock: ReadonlyMap<string, StockFacts>;
  /** By order. */
  readonly orders: ReadonlyMap<string, OrderFacts>;
  /** By return. */
  readonly returns: ReadonlyMap<string, ReturnFacts>;
  /** Units that came back beyond what was bought, by order and product like `… 85123A`. */
  readonly overReturned: ReadonlyMap<string, bigint>;
  /** Units in confirmed orders, by product. */
  readonly confirmedUnits: ReadonlyMap<string, bigint>;
  /** Units in returns, by product. */
  readonly returnedUnits: ReadonlyMap<string, bigint>;
  /** By order. */
  readonly payments: ReadonlyMap<string, PaymentFacts>;
  /** The refunds of returns in pence, by return. */
  readonly refunds: ReadonlyMap<string, bigint>;
  /** Pence, by customer. */
  readonly lifetimeValues: ReadonlyMap<string, bigint>;
  /** By product. */
  readonly unitsSold: ReadonlyMap<string, bigint>;
  /** By order. */
  readonly shipments: ReadonlyMap<string, ShipmentFacts>;
  /** Whether a mail was sent, by order; `false` where the customer has no address. */
  readonly mails: ReadonlyMap<string, boolean>;
  /** Units in shipments that left and were not recalled, by product. */
  readonly shippedUnits: ReadonlyMap<string, bigint>;
  /** Totals of confirmed orders less their returns in pence, by day and country like `2011-01-04 France`. */
  readonly confirmedSales: ReadonlyMap<string, bigint>;
  /** The same figures in reporting. */
  readonly reported: ReportedFacts;
}

/** The shipment of one order, from its row and from the journal of shipping. */
export interface ShipmentFacts {
  readonly state: 'WAITING' | 'SHIPPED' | 'STOPPED' | 'RECALLED';
  /** How often the journal says that it left. */
  readonly departures: number;
}

/** The sums in reporting. */
export interface ReportedFacts {
  /** How many orders, all in all. */
  readonly orders: bigint;
  /** Pence, by day and country like `2011-01-04 France`. */
  readonly sales: ReadonlyMap<string, bigint>;
  /** Units, by product. */
  readonly units: ReadonlyMap<string, bigint>;
}

/** The journal has no event of this order. */
export const NO_EVENTS: OrderEvents = { placed: 0, confirmed: 0, rejected: 0, cancelled: 0, returned: 0 };
