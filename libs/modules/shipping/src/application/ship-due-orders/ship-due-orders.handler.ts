import { EventBus, EventsHandler, type IEventHandler } from '@nestjs/cqrs';
import { OrderShipped } from '@contracts/shipping';
import { DispatchRound } from '../../dispatch/dispatch-round.js';
import { ShipmentStore } from '../../persistence/shipment.store.js';

/** Lets due orders leave and says so, all that leave in one round in one transaction. */
@EventsHandler(DispatchRound)
export class ShipDueOrdersHandler implements IEventHandler<DispatchRound> {
  constructor(
    private readonly shipments: ShipmentStore,
    private readonly events: EventBus,
  ) {}

  async handle({ limit }: DispatchRound): Promise<void> {
    for (const departure of await this.shipments.shipDue(limit)) this.events.publish(new OrderShipped(departure));
  }
}
