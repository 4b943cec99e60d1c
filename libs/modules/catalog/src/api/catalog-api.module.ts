import { catalog } from '@contracts/catalog';
import { ContextModule } from '@multilith/runtime';
import { Module } from '@nestjs/common';
import { DiscontinueProductPayloadResolver } from './discontinue-product-payload.resolver.js';
import { OrderLineProductResolver } from './order-line-product.resolver.js';
import { ProductLoader } from './product-loader.js';
import { ProductsResolver } from './products.resolver.js';
import { StockProductResolver } from './stock-product.resolver.js';

/** The GraphQL API of the catalog. It runs at the edge, wherever the catalog itself runs. */
@Module({
  imports: [ContextModule.forApi({ contract: catalog })],
  providers: [
    ProductLoader,
    ProductsResolver,
    DiscontinueProductPayloadResolver,
    OrderLineProductResolver,
    StockProductResolver,
  ],
})
export class CatalogApiModule {}
