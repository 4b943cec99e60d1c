import { CustomerId } from '@contracts/shared';
import { contractError } from '@multilith/contract';
import { z } from 'zod';

/** The id belongs to a customer with another name, e-mail address or country. */
export class CustomerAlreadyRegistered extends contractError('customers.CustomerAlreadyRegistered', {
  data: z.object({ customerId: CustomerId }),
  message: ({ customerId }) => `Customer ${customerId} is already registered with other details.`,
}) {}
