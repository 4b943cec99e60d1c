import { randomUUID } from 'node:crypto';
import { ReceiveStock } from '@contracts/inventory';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { aDeliveryIsBookedOnce } from '../../domain/a-delivery-is-booked-once.js';
import { DeliveryEntity } from '../../persistence/delivery.entity.js';
import { Warehouse } from '../../persistence/warehouse.js';

@CommandHandler(ReceiveStock)
export class ReceiveStockHandler implements ICommandHandler<ReceiveStock> {
  constructor(
    private readonly warehouse: Warehouse,
    @InjectRepository(DeliveryEntity) private readonly deliveries: Repository<DeliveryEntity>,
  ) {}

  async execute({ reference, lines }: ReceiveStock) {
    const units = lines.reduce((sum, { quantity }) => sum + quantity, 0);
    if (await this.warehouse.receive(randomUUID(), reference, lines)) return { units, alreadyReceived: false };

    // Only a delivery with a reference can have been booked before.
    const booked = await this.deliveries.findOneByOrFail({ reference: reference! });
    aDeliveryIsBookedOnce(reference!, booked.lines, lines);
    return { units, alreadyReceived: true };
  }
}
