import type { Invoice, InvoiceRow, RetailFile } from '../retail-file/read-retail-file.js';

/** A row for specs: `row(1, 'A', 2, 150)` is two units of A at 1.50 on the first row. */
export const row = (number: number, sku: string, quantity: number, price: number): InvoiceRow => ({
  row: number,
  sku,
  quantity,
  price,
});

/** An invoice for specs, placed on a day of January 2011; a number that starts with C is a cancellation. */
export const invoice = (number: string, day: number, rows: InvoiceRow[], customer = '7'): Invoice => ({
  number,
  cancellation: number.startsWith('C'),
  customer,
  country: 'United Kingdom',
  time: Date.UTC(2011, 0, day),
  rows,
});

/** A file of these invoices and nothing else. */
export const fileOf = (...invoices: Invoice[]): RetailFile => ({
  rowCount: invoices.reduce((sum, { rows }) => sum + rows.length, 0),
  invoiceCount: invoices.length,
  invoices: new Map(invoices.map((each) => [each.number, each])),
  rejections: [],
  names: new Map(),
  countries: new Map(),
});
