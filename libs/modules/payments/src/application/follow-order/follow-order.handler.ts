import { EventsHandler, type IEventHandler } from '@nestjs/cqrs';
import { StockReserved } from '@contracts/inventory';
import { OrderCancelled, OrderPlaced, OrderRejected } from '@contracts/orders';
import type { Fact } from '../../domain/payment.js';
import { PaymentStore } from '../../persistence/payment.store.js';
import { NextStep } from '../next-step.service.js';

type Followed = OrderPlaced | StockReserved | OrderCancelled | OrderRejected;

/**
 * Notes what orders and inventory tell of an order, and asks for the capture or the refund that follows from it.
 *
 * One handler for all four events: they write the same row, and what one of them means depends on the others. Orders
 * and inventory journal independently, so they come in any order.
 */
@EventsHandler(OrderPlaced, StockReserved, OrderCancelled, OrderRejected)
export class FollowOrderHandler implements IEventHandler<Followed> {
  constructor(
    private readonly payments: PaymentStore,
    private readonly nextStep: NextStep,
  ) {}

  async handle(event: Followed): Promise<void> {
    await this.nextStep.take(await this.payments.note(event.orderId, factOf(event)));
  }
}

function factOf(event: Followed): Fact {
  if (event instanceof StockReserved) return { stockReserved: true };
  if (event instanceof OrderPlaced)
    return { customerId: event.customerId, amount: event.total, method: event.paymentMethod };
  return { calledOff: true };
}
