import { EventsHandler, type IEventHandler } from '@nestjs/cqrs';
import { OrderCancelled, OrderConfirmed } from '@contracts/orders';
import { ShippingDelay } from '../../dispatch/shipping-delay.js';
import { ShipmentStore } from '../../persistence/shipment.store.js';

/** Prepares confirmed orders for shipping, and stops or recalls those that are cancelled. */
@EventsHandler(OrderConfirmed, OrderCancelled)
export class FollowOrderHandler implements IEventHandler<OrderConfirmed | OrderCancelled> {
  constructor(
    private readonly shipments: ShipmentStore,
    private readonly delay: ShippingDelay,
  ) {}

  async handle(event: OrderConfirmed | OrderCancelled): Promise<void> {
    if (event instanceof OrderConfirmed) await this.shipments.prepare(event, this.delay.milliseconds);
    // What was never confirmed was never to be shipped.
    else if (event.wasConfirmed) await this.shipments.callOff(event);
  }
}
