import { LIMITS } from './limits.js';
import type { RejectReason } from './rejection.js';

/** The eight cells of a row that matter, as text. */
export interface Cells {
  readonly invoice: string;
  readonly sku: string;
  readonly description: string;
  readonly quantity: string;
  readonly date: string;
  readonly price: string;
  readonly customer: string;
  readonly country: string;
}

/** A row that can be part of an order or of a cancellation. */
export interface ParsedRow {
  readonly invoice: string;
  readonly cancellation: boolean;
  readonly sku: string;
  /** Product name, empty where the row has none that can be shown. */
  readonly name: string;
  /** Units, positive on cancellations too. */
  readonly quantity: number;
  /** Pence per unit. */
  readonly price: number;
  /** Milliseconds since 1970; the file has no zone and is read as UTC. */
  readonly time: number;
  /** Customer number without `.0`; empty on a sale without customer. */
  readonly customer: string;
  readonly country: string;
}

const UNPRINTABLE = /\p{C}/u;
const printable = (text: string, max: number): boolean => text.length <= max && !UNPRINTABLE.test(text);

/** Reads one row, or says why it is rejected. The first fault counts, in the order of the report's reasons. */
export function parseRow(cells: Cells): ParsedRow | RejectReason {
  const invoice = cells.invoice.trim().toUpperCase();
  if (!/^C?\d{1,20}$/.test(invoice)) return 'invoice';
  const cancellation = invoice.startsWith('C');

  const sku = cells.sku.trim();
  if (sku === '' || !printable(sku, LIMITS.skuLength)) return 'code';

  const quantity = parseQuantity(cells.quantity.trim());
  if (quantity === undefined || Math.abs(quantity) > LIMITS.quantity) return 'quantity';
  if (cancellation ? quantity >= 0 : quantity <= 0)
    return cancellation ? 'quantity-not-negative' : 'quantity-not-positive';

  const price = parsePence(cells.price.trim());
  if (typeof price === 'string') return price;
  if (Math.abs(quantity) * price > LIMITS.orderTotal) return 'amount';

  const time = parseDate(cells.date.trim());
  if (time === undefined) return 'date';

  const customer = cells.customer.trim().replace(/\.0+$/, '');
  if (customer !== '' && (customer.length > LIMITS.customerLength || !/^[\w-]+$/.test(customer))) return 'customer';

  const country = cells.country.trim();
  if (country === '' || !printable(country, LIMITS.countryLength)) return 'country';

  const description = cells.description.trim();
  const name = UNPRINTABLE.test(description) ? '' : description.slice(0, LIMITS.nameLength);
  return { invoice, cancellation, sku, name, quantity: Math.abs(quantity), price, time, customer, country };
}

function parseQuantity(text: string): number | undefined {
  return /^[+-]?\d{1,12}(\.0+)?$/.test(text) ? Number(text) : undefined;
}

/** Pounds to pence on the digits, because `1.15 * 100` is not 115. */
function parsePence(text: string): number | RejectReason {
  const match = /^([+-]?)(\d{1,12})(?:\.(\d*))?$/.exec(text) ?? /^([+-]?)()\.(\d+)$/.exec(text);
  if (!match) return 'price';
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  if (match[1] === '-' || Number(text) === 0) return 'price-not-positive';
  if (fraction.length > 2) return 'price-fraction';
  return Number(match[2]) * 100 + Number(fraction.padEnd(2, '0'));
}

const ISO_DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})[ T](\d{1,2}):(\d{2})(?::(\d{2}))?$/;
const US_DATE = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d{2})(?::(\d{2}))?$/;

/** Both date styles that copies of the data set come in: `2010-12-01 08:26:00` and `12/1/2010 8:26` (month first). */
function parseDate(text: string): number | undefined {
  const iso = ISO_DATE.exec(text);
  const us = iso ? null : US_DATE.exec(text);
  const [year, month, day] = iso ? [iso[1], iso[2], iso[3]] : us ? [us[3], us[1], us[2]] : [];
  const clock = iso ?? us;
  if (!clock) return undefined;
  const parts = [year, month, day, clock[4], clock[5], clock[6] ?? '0'].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const time = Date.UTC(parts[0], parts[1] - 1, parts[2], parts[3], parts[4], parts[5]);
  // Date.UTC rolls 31 June over into July and 25:00 into the next day; what it gives back must be what was written.
  const back = new Date(time);
  const same = [
    back.getUTCFullYear(),
    back.getUTCMonth() + 1,
    back.getUTCDate(),
    back.getUTCHours(),
    back.getUTCMinutes(),
  ];
  return same.every((part, index) => part === parts[index]) && parts[5] < 60 ? time : undefined;
}
