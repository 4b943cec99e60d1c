import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { StockLoader } from './stock-loader.js';
import type { Stock } from './schema.generated.js';

/** The stock of a product. */
@Resolver('Product')
export class ProductStockResolver {
  constructor(private readonly stock: StockLoader) {}

  @ResolveField('stock')
  of(@Parent() { sku }: { readonly sku: string }, @Context() request: object): Promise<Stock | undefined> {
    return this.stock.load(request, sku);
  }
}
