import { catalog } from '@contracts/catalog';
import { ContextModule, subscription } from '@multilith/runtime';
import { Module } from '@nestjs/common';
import { CountUnitsSold } from './application/count-units-sold/count-units-sold.handler.js';
import { DiscontinueProductHandler } from './application/discontinue-product/discontinue-product.handler.js';
import { GetProductsHandler } from './application/get-products/get-products.handler.js';
import { ListProductsHandler } from './application/list-products/list-products.handler.js';
import { UpsertProductsHandler } from './application/upsert-products/upsert-products.handler.js';
import { CreateProduct1763700000000 } from './persistence/migrations/1763700000000-create-product.js';
import { SortProducts1795262400000 } from './persistence/migrations/1795262400000-sort-products.js';
import { TakeTurns1795270000000 } from './persistence/migrations/1795270000000-take-turns.js';
import { ProductEntity } from './persistence/product.entity.js';
import { Assortment } from './persistence/assortment.js';

/** The catalog context: products, their prices and how many were sold. */
@Module({
  imports: [
    ContextModule.forFeature({
      contract: catalog,
      subscriptions: [subscription('count-units-sold', { handler: CountUnitsSold, start: 'beginning' })],
      persistence: {
        entities: [ProductEntity],
        migrations: [CreateProduct1763700000000, SortProducts1795262400000, TakeTurns1795270000000],
      },
    }),
  ],
  providers: [
    Assortment,
    UpsertProductsHandler,
    DiscontinueProductHandler,
    GetProductsHandler,
    ListProductsHandler,
    CountUnitsSold,
  ],
})
export class CatalogModule {}
