import { command, contract, contractError, query } from '@multilith/contract';
import { z } from 'zod';

export class TitleTaken extends contractError('tickets.TitleTaken', { message: 'There is such a ticket already.' }) {}

export class OpenTicket extends command('tickets.OpenTicket', {
  input: z.object({ title: z.string().min(1) }),
  output: z.object({ ticketId: z.uuid() }),
  errors: [TitleTaken],
  access: 'public',
}) {}

export class CountTickets extends query('tickets.CountTickets', {
  input: z.object({}),
  output: z.object({ count: z.int() }),
  access: 'public',
}) {}

export const tickets = contract('tickets', [OpenTicket, CountTickets]);
