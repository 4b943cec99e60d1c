import type { OrderState } from '../shop/operations.js';

/** The outcome of one planned order. */
export type OrderOutcome =
  /** The shop has it, at this total in pence. `PENDING` only when waiting ran out. */
  | {
      readonly kind: 'held';
      readonly orderId: string;
      readonly state: Exclude<OrderState, 'REJECTED'>;
      readonly total: number;
      /** The amount returned for each cancellation invoice in pence, by its number. */
      readonly returns: ReadonlyMap<string, number>;
    }
  /** Taken, then rejected: out of stock, payment declined. */
  | { readonly kind: 'rejected'; readonly reason: string }
  /** Never taken. */
  | { readonly kind: 'refused'; readonly code: string };

/** The outcome of an import. */
export interface ImportOutcome {
  /** By reference of the order. */
  readonly orders: ReadonlyMap<string, OrderOutcome>;
  /** Cancellations and returns that the shop refused and what it said, by number of the cancellation invoice. */
  readonly refusedCancellations: ReadonlyMap<string, string>;
  /** When parcels leave that something comes back from, by number of the cancellation invoice: too late for this run. */
  readonly notShippedYet: ReadonlyMap<string, Date>;
  readonly placed: number;
  /** Orders that were there before this run. */
  readonly alreadyThere: number;
  readonly cancelled: number;
  readonly alreadyCancelled: number;
  /** Returns that were taken back, of whole orders that had left too. */
  readonly returned: number;
  readonly alreadyReturned: number;
  /** `undefined` where a step had nothing to do, because every order was there already. */
  readonly preparation: PreparationOutcome | undefined;
}

/** The products and customers that an import prepared before its orders. */
export interface PreparationOutcome {
  readonly products: { readonly created: number; readonly updated: number; readonly unchanged: number };
  readonly customers: { readonly sent: number; readonly keptDifferent: number };
  readonly stock: { readonly received: number; readonly receivedBefore: number };
}
