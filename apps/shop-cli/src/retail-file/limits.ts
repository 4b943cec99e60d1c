/** What an order of the shop can carry; see the contract of `orders` and the shared value types. */
export const LIMITS = {
  skuLength: 40,
  customerLength: 64,
  nameLength: 200,
  countryLength: 60,
  quantity: 1_000_000,
  linesPerOrder: 2_000,
  /** Largest order total in pence. */
  orderTotal: 10_000_000_000,
} as const;
