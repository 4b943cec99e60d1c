/** The shop answered with an error: a rule refused the request, or it was invalid. A retry does not help. */
export class ShopRefusal extends Error {
  override readonly name = 'ShopRefusal';

  constructor(
    /** `extensions.code` of the GraphQL error, like `orders.UnknownCustomer`. */
    readonly code: string,
    message: string,
    /** Data of the error, specific to its code. */
    readonly data: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

/** The shop could not be reached or was not able to answer; the same request may succeed later. */
export class ShopUnavailable extends Error {
  override readonly name = 'ShopUnavailable';
}
