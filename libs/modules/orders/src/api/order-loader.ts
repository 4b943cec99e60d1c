import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { GetOrders, type OrderView } from '@contracts/orders';
import { RequestLoader } from '@multilith/graphql';

/** Reads the orders that a request asks for one by one, together. */
@Injectable()
export class OrderLoader extends RequestLoader<string, OrderView> {
  constructor(queries: QueryBus) {
    super({
      load: (orderIds) => queries.execute(new GetOrders({ orderIds })),
      keyOf: ({ orderId }) => orderId,
    });
  }
}
