import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { MultilithModule } from '@multilith/runtime/host';
import { GreetingModule } from './greeting/greeting.module.js';
import { GreetingService } from './greeting/greeting.service.js';
import { CountTickets, OpenTicket, TitleTaken } from './tickets/tickets.contract.js';
import { TicketsModule } from './tickets/tickets.module.js';

// A plain Nest application: GreetingModule is unchanged, TicketsModule has become a context.
@Module({ imports: [MultilithModule.forRoot(), GreetingModule, TicketsModule] })
class AppModule {}

const app = await NestFactory.createApplicationContext(AppModule, { logger: ['error', 'warn'] });
await app.init();
const commands = app.get(CommandBus, { strict: false });
const queries = app.get(QueryBus, { strict: false });

const { ticketId } = await commands.execute(new OpenTicket({ title: 'It works' }));
const refusal: unknown = await commands.execute(new OpenTicket({ title: 'It works' })).catch((error: unknown) => error);
const { count } = await queries.execute(new CountTickets({}));
const greeting = app.get(GreetingService).greet('Nest');
await app.close();

console.log(JSON.stringify({ ticketId, refused: refusal instanceof TitleTaken, count, greeting }));
