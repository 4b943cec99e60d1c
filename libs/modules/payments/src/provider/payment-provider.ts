/** Money to be taken. */
export interface Charge {
  /** The same key is one charge and one answer, however often it is asked for. */
  readonly key: string;
  /** Pence, at least 1. */
  readonly amount: number;
  /** How the customer pays, like `card`. */
  readonly method: string;
}

/** The answer of the provider to a {@link Charge}. Both answers are final. */
export type ChargeOutcome =
  { readonly accepted: true; readonly chargeId: string } | { readonly accepted: false; readonly reason: string };

/** Money to be given back. */
export interface Refund {
  /** The same key is one refund, however often it is asked for. */
  readonly key: string;
  /** The charge it comes from. */
  readonly chargeId: string;
  /** Pence, at least 1, at most what was charged. */
  readonly amount: number;
}

/** The provider gave no answer. It may have done what it was asked; asking again with the same key finds out. */
export class ProviderUnavailable extends Error {
  override readonly name = 'ProviderUnavailable';
  /** Marks a temporary outage of the provider: the event is retried until the provider works again. */
  readonly code = 'UNAVAILABLE';
}

/**
 * The payment provider: it moves the money. An abstract class, so that it is its own Nest token.
 *
 * The one thing asked of an implementation is that it honours keys: payments asks again, with the same key, whenever
 * it does not know what became of a request.
 */
export abstract class PaymentProvider {
  /** @throws ProviderUnavailable */
  abstract charge(charge: Charge): Promise<ChargeOutcome>;

  /** @throws ProviderUnavailable */
  abstract refund(refund: Refund): Promise<void>;
}
