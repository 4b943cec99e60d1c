import { EventBus, EventsHandler, type IEventHandler } from '@nestjs/cqrs';
import { OrderReturned } from '@contracts/orders';
import { RefundRequested } from '@contracts/payments';
import { ReturnRefundStore } from '../../persistence/return-refund.store.js';

/**
 * Writes down what is owed for a return and asks for its refund. An order is only returned after it was confirmed, and
 * only confirmed after payments itself wrote down the capture: there is always a charge to take the money from.
 */
@EventsHandler(OrderReturned)
export class FollowReturnHandler implements IEventHandler<OrderReturned> {
  constructor(
    private readonly returns: ReturnRefundStore,
    private readonly events: EventBus,
  ) {}

  async handle({ orderId, returnId, amount }: OrderReturned): Promise<void> {
    const chargeId = await this.returns.owe({ orderId, returnId, amount });
    if (chargeId === undefined) return;
    // A free order has no charge at the provider, so there is nothing to refund.
    if (amount === 0) await this.returns.settle(returnId);
    else this.events.publish(new RefundRequested({ orderId, returnId, chargeId, amount }));
  }
}
