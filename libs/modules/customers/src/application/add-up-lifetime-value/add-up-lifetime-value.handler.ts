import { OrderCancelled, OrderConfirmed, OrderReturned } from '@contracts/orders';
import { EventsHandler, type IEventHandler } from '@nestjs/cqrs';
import { changeOfLifetimeValue } from '../../domain/lifetime-value.js';
import { CustomerRegister } from '../../persistence/customer-register.js';

/** Adds up what each customer's confirmed orders are worth, and takes it back when they are cancelled or returned. */
@EventsHandler(OrderConfirmed, OrderCancelled, OrderReturned)
export class AddUpLifetimeValue implements IEventHandler<OrderConfirmed | OrderCancelled | OrderReturned> {
  constructor(private readonly register: CustomerRegister) {}

  async handle(event: OrderConfirmed | OrderCancelled | OrderReturned): Promise<void> {
    const change = changeOfLifetimeValue(event);
    if (change !== 0) await this.register.addValue(event.customerId, change);
  }
}
