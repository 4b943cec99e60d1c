import { randomUUID } from 'node:crypto';
import { CommandHandler, EventBus, type ICommandHandler } from '@nestjs/cqrs';
import { OrderReturned, RefundOrder } from '@contracts/orders';
import { currentCall } from '@multilith/contract';
import { totalOf } from '../../domain/price-list.js';
import { requesterOf } from '../../domain/requester.js';
import { atThePricesPaid, unitsReturned } from '../../domain/returns.js';
import { noMoreComesBackThanWasBought } from '../../domain/rules/no-more-comes-back-than-was-bought.js';
import { onlyShippedOrdersAreReturned } from '../../domain/rules/only-shipped-orders-are-returned.js';
import { ordersOfOthersDoNotExist } from '../../domain/rules/orders-of-others-do-not-exist.js';
import { OrderStore } from '../../persistence/order.store.js';
import { ReturnStore } from '../../persistence/return.store.js';

/** Takes back part of an order. Stock and money follow by the event. */
@CommandHandler(RefundOrder)
export class RefundOrderHandler implements ICommandHandler<RefundOrder> {
  constructor(
    private readonly orders: OrderStore,
    private readonly returns: ReturnStore,
    private readonly events: EventBus,
  ) {}

  async execute(command: RefundOrder): Promise<{ returnId: string }> {
    const { orderId, lines: requested } = command;
    // Locked before its returns are read: of two returns at once the second sees what the first took back.
    const order = await this.orders.lock(orderId);
    ordersOfOthersDoNotExist(requesterOf(currentCall().principal), orderId, order);
    onlyShippedOrdersAreReturned(order);
    noMoreComesBackThanWasBought(order, unitsReturned(await this.returns.find([orderId])), requested);

    const { customerId, country, placedAt } = order;
    const lines = atThePricesPaid(requested, order.lines);
    const amount = totalOf(lines);
    const returnId = randomUUID();
    const returnedAt = new Date();
    await this.returns.add({ returnId, orderId, lines, amount, returnedAt, reference: command.reference ?? null });
    this.events.publish(
      new OrderReturned({ returnId, orderId, customerId, country, lines, amount, placedAt, returnedAt }),
    );
    return { returnId };
  }
}
