import { GetProducts, type Product } from '@contracts/catalog';
import { RequestLoader } from '@multilith/graphql';
import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';

/** Reads the products that a request asks for one by one, together. */
@Injectable()
export class ProductLoader extends RequestLoader<string, Product> {
  constructor(queries: QueryBus) {
    super({ load: (skus) => queries.execute(new GetProducts({ skus })), keyOf: ({ sku }) => sku });
  }
}
