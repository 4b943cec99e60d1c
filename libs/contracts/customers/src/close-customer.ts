import { CustomerId } from '@contracts/shared';
import { command, roles } from '@multilith/contract';
import { z } from 'zod';
import { UnknownCustomer } from './errors/unknown-customer.error.js';

/** Closes a customer, who places no further orders then. Running orders go on; a second time changes nothing. */
export class CloseCustomer extends command('customers.CloseCustomer', {
  input: z.object({ customerId: CustomerId }),
  errors: [UnknownCustomer],
  access: roles('sales'),
}) {}
