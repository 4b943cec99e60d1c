import { CustomerId } from '@contracts/shared';
import { query } from '@multilith/contract';
import { z } from 'zod';
import { Customer } from './customer.js';

/**
 * The customers with these ids, in no particular order. Ids that do not exist, or that the principal may not see, are left
 * out: role `sales` sees everyone, anybody else the customer whose id is the principal's subject.
 */
export class GetCustomers extends query('customers.GetCustomers', {
  input: z.object({ customerIds: z.array(CustomerId).max(2000) }),
  output: z.array(Customer),
  access: 'authenticated',
}) {}
