import { QueryBus } from '@nestjs/cqrs';
import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { GetShipments, type ShipmentView } from '@contracts/shipping';
import { RequestLoader } from '@multilith/graphql';
import type { Shipment } from './schema.generated.js';

/** Adds its shipment to every order. */
@Resolver('Order')
export class OrderShipmentResolver {
  readonly #shipments: RequestLoader<string, ShipmentView>;

  constructor(queries: QueryBus) {
    this.#shipments = new RequestLoader({
      load: (orderIds) => queries.execute(new GetShipments({ orderIds })),
      keyOf: ({ orderId }) => orderId,
    });
  }

  @ResolveField('shipment')
  shipment(@Parent() order: { readonly orderId: string }, @Context() request: object): Promise<Shipment | undefined> {
    return this.#shipments.load(request, order.orderId);
  }
}
