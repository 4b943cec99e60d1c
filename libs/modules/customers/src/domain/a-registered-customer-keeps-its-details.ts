import { CustomerAlreadyRegistered } from '@contracts/customers';
import type { CustomerDetails } from './customer-details.js';

/**
 * Registering a customer again changes nothing: it is welcome with the same details and refused with others.
 *
 * @throws CustomerAlreadyRegistered
 */
export function aRegisteredCustomerKeepsItsDetails(registered: CustomerDetails, requested: CustomerDetails): void {
  const same =
    registered.name === requested.name &&
    registered.email === requested.email &&
    registered.country === requested.country;
  if (!same) throw new CustomerAlreadyRegistered({ customerId: requested.customerId });
}
