import { customers } from '@contracts/customers';
import { ContextModule } from '@multilith/runtime';
import { Module } from '@nestjs/common';
import { CloseCustomerPayloadResolver } from './close-customer-payload.resolver.js';
import { CustomerLoader } from './customer-loader.js';
import { CustomersResolver } from './customers.resolver.js';
import { OrderCustomerResolver } from './order-customer.resolver.js';
import { RegisterCustomerPayloadResolver } from './register-customer-payload.resolver.js';

/** The GraphQL API of customers. It runs at the edge, wherever customers itself runs. */
@Module({
  imports: [ContextModule.forApi({ contract: customers })],
  providers: [
    CustomerLoader,
    CustomersResolver,
    RegisterCustomerPayloadResolver,
    CloseCustomerPayloadResolver,
    OrderCustomerResolver,
  ],
})
export class CustomersApiModule {}
