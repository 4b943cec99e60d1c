/** The shop answered a request with an error of its own: a rule refused it, or it was wrong. Sending it again is no use. */
export class ShopRefusal extends Error {
  override readonly name = 'ShopRefusal';

  constructor(
    /** `extensions.code` of the GraphQL error, like `orders.UnknownCustomer`. */
    readonly code: string,
    message: string,
    /** What the error says about it, for those who know the code. */
    readonly data: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

/** The shop could not be reached or was not able to answer; the same request may succeed later. */
export class ShopUnavailable extends Error {
  override readonly name = 'ShopUnavailable';
}
