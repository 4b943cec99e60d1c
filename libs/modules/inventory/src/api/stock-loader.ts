import { GetStock, type Stock } from '@contracts/inventory';
import { RequestLoader } from '@multilith/graphql';
import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';

/** Reads the stock that a request asks for product by product, together. */
@Injectable()
export class StockLoader extends RequestLoader<string, Stock> {
  constructor(queries: QueryBus) {
    super({ load: (skus) => queries.execute(new GetStock({ skus })), keyOf: ({ sku }) => sku });
  }
}
