import { randomUUID } from 'node:crypto';
import { CommandHandler, EventBus, QueryBus, type ICommandHandler } from '@nestjs/cqrs';
import { GetProducts } from '@contracts/catalog';
import { FindCustomer } from '@contracts/customers';
import { OrderPlaced, PlaceOrder } from '@contracts/orders';
import { currentCall } from '@multilith/contract';
import type { Order } from '../../domain/order.js';
import { PriceList, totalOf } from '../../domain/price-list.js';
import { requesterOf } from '../../domain/requester.js';
import {
  aCustomerHasFewPendingOrders,
  PendingOrderLimit,
} from '../../domain/rules/a-customer-has-few-pending-orders.js';
import { anOrderIsNotPlacedInTheFuture } from '../../domain/rules/an-order-is-not-placed-in-the-future.js';
import { onlyOpenCustomersOrder } from '../../domain/rules/only-open-customers-order.js';
import { onlySalesAgreesPrices } from '../../domain/rules/only-sales-agrees-prices.js';
import { onlySalesOrdersForOthers } from '../../domain/rules/only-sales-orders-for-others.js';
import { onlySalesSetsTheDate } from '../../domain/rules/only-sales-sets-the-date.js';
import { OrderStore } from '../../persistence/order.store.js';

/** Checks customer and prices, stores the order as pending and announces it. */
@CommandHandler(PlaceOrder)
export class PlaceOrderHandler implements ICommandHandler<PlaceOrder> {
  constructor(
    private readonly orders: OrderStore,
    private readonly queries: QueryBus,
    private readonly events: EventBus,
    private readonly pendingOrders: PendingOrderLimit,
  ) {}

  async execute(command: PlaceOrder): Promise<{ orderId: string }> {
    const { customerId, paymentMethod, reference = null } = command;
    const now = new Date();
    const placedAt = command.placedAt ?? now;
    const requester = requesterOf(currentCall().principal);
    onlySalesOrdersForOthers(requester, customerId);
    onlySalesAgreesPrices(requester, command.lines);
    onlySalesSetsTheDate(requester, command.placedAt);
    anOrderIsNotPlacedInTheFuture(placedAt, now);

    // Before the first access to our own data, so that no transaction is open while others answer.
    const [customer, products] = await Promise.all([
      this.queries.execute(new FindCustomer({ customerId })),
      this.queries.execute(new GetProducts({ skus: command.lines.map(({ sku }) => sku) })),
    ]);
    onlyOpenCustomersOrder(customerId, customer);
    const lines = new PriceList(products).price(command.lines);
    const total = totalOf(lines);

    const order: Order = {
      orderId: randomUUID(),
      customerId,
      country: customer.country,
      state: 'PENDING',
      lines,
      total,
      paymentMethod,
      placedAt,
      reference,
      reason: null,
      confirmedAt: null,
      shippedAt: null,
    };
    const { orders: limit } = this.pendingOrders;
    // Those that are placed at the same moment do not see each other; so the limit may be exceeded by a few.
    aCustomerHasFewPendingOrders(requester, await this.orders.countPending(customerId, limit), limit);
    await this.orders.add(order);
    this.events.publish(new OrderPlaced({ ...order, lines }));
    return { orderId: order.orderId };
  }
}
