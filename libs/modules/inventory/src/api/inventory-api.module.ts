import { inventory } from '@contracts/inventory';
import { ContextModule } from '@multilith/runtime';
import { Module } from '@nestjs/common';
import { ProductStockResolver } from './product-stock.resolver.js';
import { StockLoader } from './stock-loader.js';
import { StockResolver } from './stock.resolver.js';

/** The GraphQL API of inventory. It runs at the edge, wherever inventory itself runs. */
@Module({
  imports: [ContextModule.forApi({ contract: inventory })],
  providers: [StockLoader, StockResolver, ProductStockResolver],
})
export class InventoryApiModule {}
