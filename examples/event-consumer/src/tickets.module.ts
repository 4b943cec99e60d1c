import { randomUUID } from 'node:crypto';
import { Module } from '@nestjs/common';
import { CommandHandler, EventBus, type ICommandHandler } from '@nestjs/cqrs';
import { ContextModule } from '@multilith/runtime';
import { SellTickets, tickets, TicketsSold } from './contract.js';

@CommandHandler(SellTickets)
export class SellTicketsHandler implements ICommandHandler<SellTickets> {
  constructor(private readonly events: EventBus) {}

  async execute({ customer, seats }: SellTickets): Promise<void> {
    this.events.publish(new TicketsSold({ saleId: randomUUID(), customer, seats: [...seats], soldAt: new Date() }));
  }
}

@Module({
  imports: [ContextModule.forFeature({ contract: tickets, persistence: { entities: [], migrations: [] } })],
  providers: [SellTicketsHandler],
})
export class TicketsModule {}
