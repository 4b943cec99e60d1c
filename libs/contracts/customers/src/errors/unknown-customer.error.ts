import { CustomerId } from '@contracts/shared';
import { contractError } from '@multilith/contract';
import { z } from 'zod';

/** There is no customer with this id. */
export class UnknownCustomer extends contractError('customers.UnknownCustomer', {
  data: z.object({ customerId: CustomerId }),
  message: ({ customerId }) => `There is no customer ${customerId}.`,
}) {}
