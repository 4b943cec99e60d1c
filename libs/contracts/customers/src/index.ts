/** The contract of the customers context: customers and their status. */
import { contract } from '@multilith/contract';
import lock from './contract.lock.json' with { type: 'json' };
import { CloseCustomer } from './close-customer.js';
import { FindCustomer } from './find-customer.js';
import { GetCustomers } from './get-customers.js';
import { ListCustomers } from './list-customers.js';
import { RegisterCustomer } from './register-customer.js';

export { Customer } from './customer.js';
export { CustomerAlreadyRegistered } from './errors/customer-already-registered.error.js';
export { UnknownCustomer } from './errors/unknown-customer.error.js';
export { CloseCustomer, FindCustomer, GetCustomers, ListCustomers, RegisterCustomer };

/** The published language of customers. */
export const customers = contract(
  'customers',
  [RegisterCustomer, CloseCustomer, FindCustomer, GetCustomers, ListCustomers],
  { lock },
);
