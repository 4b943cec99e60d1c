import { CustomerAlreadyRegistered } from '@contracts/customers';
import { expect, it } from 'vitest';
import { aRegisteredCustomerKeepsItsDetails } from './a-registered-customer-keeps-its-details.js';

const ada = { customerId: '1', name: 'Ada', email: null, country: 'United Kingdom' };

it('a customer may be registered again with the same details', () => {
  expect(() => aRegisteredCustomerKeepsItsDetails(ada, { ...ada })).not.toThrow();
});

it.each([{ name: 'Ida' }, { email: 'ada@example.org' }, { country: 'France' }])(
  'a registered customer does not get other details: %j',
  (other) =>
    expect(() => aRegisteredCustomerKeepsItsDetails(ada, { ...ada, ...other })).toThrow(CustomerAlreadyRegistered),
);
