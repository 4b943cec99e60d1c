import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { GetShipments, type ShipmentView } from '@contracts/shipping';
import { currentCall } from '@multilith/contract';
import { visibleCustomer } from '../../domain/visible-customer.js';
import { ShipmentStore } from '../../persistence/shipment.store.js';

/** Answers the shipments of the orders that the principal may see. */
@QueryHandler(GetShipments)
export class GetShipmentsHandler implements IQueryHandler<GetShipments> {
  constructor(private readonly shipments: ShipmentStore) {}

  async execute({ orderIds }: GetShipments): Promise<ShipmentView[]> {
    const found = await this.shipments.find(orderIds, visibleCustomer(currentCall().principal));
    return found.map(({ orderId, state, dueAt, shippedAt }) => ({ orderId, state, dueAt, shippedAt }));
  }
}
