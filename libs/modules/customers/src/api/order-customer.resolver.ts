import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { CustomerLoader } from './customer-loader.js';
import type { Customer } from './schema.generated.js';

/** The customer who placed an order. */
@Resolver('Order')
export class OrderCustomerResolver {
  constructor(private readonly customers: CustomerLoader) {}

  @ResolveField('customer')
  customer(
    @Parent() { customerId }: { readonly customerId: string },
    @Context() request: object,
  ): Promise<Customer | undefined> {
    return this.customers.load(request, customerId);
  }
}
