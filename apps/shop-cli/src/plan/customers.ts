import type { Invoice, RetailFile } from '../retail-file/read-retail-file.js';
import { mostFrequent } from './most-frequent.js';
import type { Sale } from './sale.js';

/** A customer to register. */
export interface CustomerPlan {
  readonly customerId: string;
  readonly name: string;
  readonly country: string;
}

/** Customer of an invoice: its number, or the walk-in customer of the country if the file names no customer. */
export function customerIdOf(invoice: Invoice): string {
  return invoice.customer === '' ? `walk-in-${slug(invoice.country)}` : invoice.customer;
}

/** Every customer with a sale. A customer with several countries gets the most frequent one. */
export function planCustomers(sales: readonly Sale[], countries: RetailFile['countries']): CustomerPlan[] {
  const plans = new Map<string, CustomerPlan>();
  for (const { invoice } of sales) {
    const customerId = customerIdOf(invoice);
    if (plans.has(customerId)) continue;
    const anonymous = invoice.customer === '';
    plans.set(customerId, {
      customerId,
      name: anonymous ? `Walk-in (${invoice.country})` : `Customer ${customerId}`,
      country: anonymous ? invoice.country : (mostFrequent(countries.get(invoice.customer)) ?? invoice.country),
    });
  }
  return [...plans.values()].sort((a, b) => (a.customerId < b.customerId ? -1 : 1));
}

function slug(country: string): string {
  const ascii = country
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-');
  return ascii.replaceAll(/^-+|-+$/g, '').slice(0, 40) || 'unknown';
}
