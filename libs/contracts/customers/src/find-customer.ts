import { CustomerId } from '@contracts/shared';
import { query } from '@multilith/contract';
import { z } from 'zod';
import { Customer } from './customer.js';

/** Returns what another context needs to know about a customer; null if there is no customer with this id. */
export class FindCustomer extends query('customers.FindCustomer', {
  input: z.object({ customerId: CustomerId }),
  output: Customer.pick({ customerId: true, name: true, email: true, country: true, closed: true }).nullable(),
  access: 'internal',
}) {}
