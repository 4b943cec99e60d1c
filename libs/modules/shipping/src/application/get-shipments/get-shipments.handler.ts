import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { GetShipments, type ShipmentView } from '@contracts/shipping';
import { currentCall, type Principal } from '@multilith/contract';
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

/**
 * Returns the customer to whose shipments a principal is limited: the one with the id of its subject. `undefined` if it may
 * see all, which is role `sales`. Without a principal the id is empty, which no customer has.
 */
function visibleCustomer(principal: Principal | undefined): string | undefined {
  return principal?.roles.includes('sales') ? undefined : (principal?.subject ?? '');
}
