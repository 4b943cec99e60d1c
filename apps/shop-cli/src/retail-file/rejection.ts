/** Why a row of the file does not become part of an order, in words for the report. */
export const REJECT_REASONS = {
  columns: 'the row has another number of columns than the header',
  invoice: 'InvoiceNo is neither digits nor C and digits (adjustments such as A563185 are no sale)',
  code: 'StockCode is empty, longer than 40 characters or not printable',
  quantity: 'Quantity is not a whole number of at most 1,000,000',
  'quantity-not-positive': 'Quantity is zero or negative on an invoice that is no cancellation (stock write-off)',
  'quantity-not-negative': 'Quantity is zero or positive on a cancellation',
  price: 'UnitPrice is not a decimal number',
  'price-not-positive': 'UnitPrice is zero or negative',
  'price-fraction': 'UnitPrice has a fraction of a penny, which no order line can carry exactly',
  amount: 'quantity times price is above the largest order total',
  date: 'InvoiceDate is neither YYYY-MM-DD hh:mm:ss nor M/D/YYYY h:mm',
  customer: 'CustomerID is no identifier of at most 64 characters',
  country: 'Country is empty or not printable',
  'other-customer': 'the row names another customer or country than the first row of its invoice',
  'cancellation-anonymous': 'a cancellation without customer: its original cannot be told apart',
  'cancellation-no-original': 'no earlier sale to the customer has this product at this price',
  'cancellation-exceeds-sales': 'more would come back than earlier sales to the customer have left at this price',
  'original-not-held': 'the shop does not hold the order that the cancellation belongs to',
  'cancellation-refused': 'the shop refused to cancel the order or to take it back',
  'not-shipped-yet': 'the parcel that it would come back from has not left yet',
  limit: 'the invoice comes after the first ones that --limit asks for',
  'order-refused': 'the shop refused the order',
  'order-rejected': 'the shop took the order and rejected it later',
} as const;

/** A stable name of a reason for a rejection. */
export type RejectReason = keyof typeof REJECT_REASONS;

/** One row that was left out. Values stand as they were read. */
export interface Rejection {
  /** Number of the data row, 1 for the first row after the header. */
  readonly row: number;
  readonly reason: RejectReason;
  /** The answer of the shop, for reasons that come from it. */
  readonly detail?: string | undefined;
  readonly invoice: string;
  readonly sku: string;
  readonly quantity: string;
  readonly price: string;
}
