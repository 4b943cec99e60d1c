import { randomUUID } from 'node:crypto';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { OpenTicket, TitleTaken } from './tickets.contract.js';
import { TicketEntity } from './ticket.entity.js';

@CommandHandler(OpenTicket)
export class OpenTicketHandler implements ICommandHandler<OpenTicket> {
  constructor(@InjectRepository(TicketEntity) private readonly tickets: Repository<TicketEntity>) {}

  async execute({ title }: OpenTicket) {
    if (await this.tickets.existsBy({ title })) throw new TitleTaken();
    const ticketId = randomUUID();
    await this.tickets.insert({ id: ticketId, title });
    return { ticketId };
  }
}
