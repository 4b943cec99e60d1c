import { customers } from '@contracts/customers';
import { payloadResolvers } from '@multilith/graphql/resolvers';
import { ContextModule } from '@multilith/runtime';
import { Module } from '@nestjs/common';
import { CustomerLoader } from './customer-loader.js';
import { CustomersResolver } from './customers.resolver.js';
import { OrderCustomerResolver } from './order-customer.resolver.js';
import type { RegisterCustomerPayload } from './schema.generated.js';

/** The GraphQL API of customers. It runs at the edge, wherever customers itself runs. */
@Module({
  imports: [ContextModule.forApi({ contract: customers })],
  providers: [
    CustomerLoader,
    CustomersResolver,
    ...payloadResolvers({
      types: ['RegisterCustomerPayload', 'CloseCustomerPayload'],
      field: 'customer',
      loader: CustomerLoader,
      key: ({ customerId }: RegisterCustomerPayload) => customerId,
    }),
    OrderCustomerResolver,
  ],
})
export class CustomersApiModule {}
