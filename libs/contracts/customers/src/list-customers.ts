import { Country, cursorOfThisSort, CustomerId, line, page, sortedPageRequest } from '@contracts/shared';
import { personal, query, roles } from '@multilith/contract';
import { z } from 'zod';
import { Customer } from './customer.js';

/**
 * One page of the customers, by id if nothing else is said. Names and ids are sorted by their bytes: upper case before
 * lower case.
 *
 * @example await queries.execute(new ListCustomers({ country: 'France', sort: 'NAME' }));
 */
export class ListCustomers extends query('customers.ListCustomers', {
  input: z
    .object({
      ...sortedPageRequest({ by: { ID: CustomerId, NAME: line(200) }, id: CustomerId, default: 'ID' }),
      /** Customers in this country only, as it was registered. */
      country: Country.optional(),
      /** Customers with this text in their name only, in upper or lower case. */
      nameContains: personal(line(200)).optional(),
    })
    .refine(...cursorOfThisSort),
  output: page(Customer),
  access: roles('sales'),
}) {}
