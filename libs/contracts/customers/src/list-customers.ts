import { CustomerId, page, pageRequest } from '@contracts/shared';
import { query, roles } from '@multilith/contract';
import { z } from 'zod';
import { Customer } from './customer.js';

/** One page of all customers, by id. */
export class ListCustomers extends query('customers.ListCustomers', {
  input: z.object({ ...pageRequest(z.tuple([CustomerId])) }),
  output: page(Customer),
  access: roles('sales'),
}) {}
