import { CommandHandler, EventBus, type ICommandHandler } from '@nestjs/cqrs';
import { CancelOrder, OrderCancelled } from '@contracts/orders';
import { currentCall } from '@multilith/contract';
import { cancellation } from '../../domain/order-lifecycle.js';
import { requesterOf } from '../../domain/requester.js';
import { onlyUnfinishedOrdersAreCancelled } from '../../domain/rules/only-unfinished-orders-are-cancelled.js';
import { ordersOfOthersDoNotExist } from '../../domain/rules/orders-of-others-do-not-exist.js';
import { OrderStore } from '../../persistence/order.store.js';

/** Calls off an order. Stock and money follow by the event. */
@CommandHandler(CancelOrder)
export class CancelOrderHandler implements ICommandHandler<CancelOrder> {
  constructor(
    private readonly orders: OrderStore,
    private readonly events: EventBus,
  ) {}

  async execute(command: CancelOrder): Promise<void> {
    // Locked before it is judged: of two cancellations at once the second sees what the first did.
    const order = await this.orders.lock(command.orderId);
    ordersOfOthersDoNotExist(requesterOf(currentCall().principal), command.orderId, order);
    onlyUnfinishedOrdersAreCancelled(order);
    // As stored: events are ordered by the text of the id, and a client may have written it in capitals.
    const { orderId, customerId, country, lines, total, placedAt } = order;
    await this.orders.move(orderId, cancellation, command.reason);
    const wasConfirmed = order.confirmedAt !== null;
    this.events.publish(
      new OrderCancelled({ orderId, customerId, country, lines: [...lines], total, placedAt, wasConfirmed }),
    );
  }
}
