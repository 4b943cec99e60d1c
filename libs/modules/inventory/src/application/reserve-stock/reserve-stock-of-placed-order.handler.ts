import { StockReserved, StockShort } from '@contracts/inventory';
import { OrderPlaced } from '@contracts/orders';
import { EventBus, EventsHandler, type IEventHandler } from '@nestjs/cqrs';
import { linesThatExceedTheStock } from '../../domain/lines-that-exceed-the-stock.js';
import { Warehouse } from '../../persistence/warehouse.js';

/** Reserves every line of a placed order, or none. */
@EventsHandler(OrderPlaced)
export class ReserveStockOfPlacedOrder implements IEventHandler<OrderPlaced> {
  constructor(
    private readonly warehouse: Warehouse,
    private readonly events: EventBus,
  ) {}

  async handle({ orderId, lines }: OrderPlaced): Promise<void> {
    const available = await this.warehouse.takeAvailable(lines.map(({ sku }) => sku));
    const short = linesThatExceedTheStock(lines, available);
    if (short.length === 0) {
      const wanted = lines.map(({ sku, quantity }) => ({ sku, quantity }));
      if (await this.warehouse.reserve(orderId, wanted)) this.events.publish(new StockReserved({ orderId }));
    } else if (await this.warehouse.recordShortage(orderId)) {
      this.events.publish(new StockShort({ orderId, short: [...short] }));
    }
  }
}
