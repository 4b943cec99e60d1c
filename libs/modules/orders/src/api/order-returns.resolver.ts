import { QueryBus } from '@nestjs/cqrs';
import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { GetReturns, type ReturnView } from '@contracts/orders';
import { RequestLoader } from '@multilith/graphql';
import type { OrderReturn } from './schema.generated.js';

interface ReturnsOfOrder {
  readonly orderId: string;
  readonly returns: ReturnView[];
}

/** The returns of an order, read only if the client selects them. */
@Resolver('Order')
export class OrderReturnsResolver {
  readonly #returns: RequestLoader<string, ReturnsOfOrder>;

  constructor(queries: QueryBus) {
    this.#returns = new RequestLoader({
      load: (orderIds) => queries.execute(new GetReturns({ orderIds })),
      keyOf: ({ orderId }) => orderId,
    });
  }

  @ResolveField('returns')
  async returns(@Parent() order: { readonly orderId: string }, @Context() request: object): Promise<OrderReturn[]> {
    return (await this.#returns.load(request, order.orderId))?.returns ?? [];
  }
}
