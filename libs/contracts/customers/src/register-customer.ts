import { CustomerId } from '@contracts/shared';
import { command, roles } from '@multilith/contract';
import { z } from 'zod';
import { Customer } from './customer.js';
import { CustomerAlreadyRegistered } from './errors/customer-already-registered.error.js';

/**
 * Registers a customer. Registering the same id with the same details again changes nothing; without an id, every
 * request makes a new customer unless it carries an idempotency key.
 */
export class RegisterCustomer extends command('customers.RegisterCustomer', {
  input: z.object({
    /** The id to use. Default: a new UUID. */
    customerId: CustomerId.optional(),
    name: Customer.shape.name,
    /** The email address, if it is known. */
    email: Customer.shape.email.unwrap().optional(),
    country: Customer.shape.country,
  }),
  output: z.object({ customerId: CustomerId }),
  errors: [CustomerAlreadyRegistered],
  access: roles('sales'),
}) {}
