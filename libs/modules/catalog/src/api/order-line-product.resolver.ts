import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { ProductLoader } from './product-loader.js';
import type { Product } from './schema.generated.js';

/** The current product of an order line. */
@Resolver('OrderLine')
export class OrderLineProductResolver {
  constructor(private readonly products: ProductLoader) {}

  @ResolveField('product')
  product(@Parent() { sku }: { readonly sku: string }, @Context() request: object): Promise<Product | undefined> {
    return this.products.load(request, sku);
  }
}
