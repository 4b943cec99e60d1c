import { catalog } from '@contracts/catalog';
import { payloadResolvers } from '@multilith/graphql/resolvers';
import { ContextModule } from '@multilith/runtime';
import { Module } from '@nestjs/common';
import { OrderLineProductResolver } from './order-line-product.resolver.js';
import { ProductLoader } from './product-loader.js';
import { ProductsResolver } from './products.resolver.js';
import type { DiscontinueProductPayload } from './schema.generated.js';
import { StockProductResolver } from './stock-product.resolver.js';

/** The GraphQL API of the catalog. It runs at the edge, wherever the catalog itself runs. */
@Module({
  imports: [ContextModule.forApi({ contract: catalog })],
  providers: [
    ProductLoader,
    ProductsResolver,
    ...payloadResolvers({
      types: ['DiscontinueProductPayload'],
      field: 'product',
      loader: ProductLoader,
      key: ({ sku }: DiscontinueProductPayload) => sku,
    }),
    OrderLineProductResolver,
    StockProductResolver,
  ],
})
export class CatalogApiModule {}
