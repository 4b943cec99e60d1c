import { customers } from '@contracts/customers';
import { ContextModule, subscription } from '@multilith/runtime';
import { Module } from '@nestjs/common';
import { AddUpLifetimeValue } from './application/add-up-lifetime-value/add-up-lifetime-value.handler.js';
import { CloseCustomerHandler } from './application/close-customer/close-customer.handler.js';
import { FindCustomerHandler } from './application/find-customer/find-customer.handler.js';
import { GetCustomersHandler } from './application/get-customers/get-customers.handler.js';
import { ListCustomersHandler } from './application/list-customers/list-customers.handler.js';
import { RegisterCustomerHandler } from './application/register-customer/register-customer.handler.js';
import { CustomerEntity } from './persistence/customer.entity.js';
import { CustomerRegister } from './persistence/customer-register.js';
import { CreateCustomer1763700000000 } from './persistence/migrations/1763700000000-create-customer.js';
import { SortCustomers1795262400000 } from './persistence/migrations/1795262400000-sort-customers.js';
import { TakeTurns1795270000000 } from './persistence/migrations/1795270000000-take-turns.js';

/** The customers context: who buys, and whether they still may. */
@Module({
  imports: [
    ContextModule.forFeature({
      contract: customers,
      subscriptions: [subscription('add-up-lifetime-value', { handler: AddUpLifetimeValue, start: 'beginning' })],
      persistence: {
        entities: [CustomerEntity],
        migrations: [CreateCustomer1763700000000, SortCustomers1795262400000, TakeTurns1795270000000],
      },
    }),
  ],
  providers: [
    CustomerRegister,
    RegisterCustomerHandler,
    CloseCustomerHandler,
    FindCustomerHandler,
    GetCustomersHandler,
    ListCustomersHandler,
    AddUpLifetimeValue,
  ],
})
export class CustomersModule {}
