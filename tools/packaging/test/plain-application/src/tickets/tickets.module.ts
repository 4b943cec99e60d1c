import { Module } from '@nestjs/common';
import { ContextModule } from '@multilith/runtime';
import { CountTicketsHandler } from './count-tickets.handler.js';
import { CreateTickets1700000000000 } from './create-tickets.migration.js';
import { OpenTicketHandler } from './open-ticket.handler.js';
import { TicketEntity } from './ticket.entity.js';
import { tickets } from './tickets.contract.js';

@Module({
  imports: [
    ContextModule.forFeature({
      contract: tickets,
      persistence: { entities: [TicketEntity], migrations: [CreateTickets1700000000000] },
    }),
  ],
  providers: [OpenTicketHandler, CountTicketsHandler],
})
export class TicketsModule {}
