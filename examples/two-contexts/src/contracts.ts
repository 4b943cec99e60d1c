import { command, contract, event, query } from '@multilith/contract';
import { z } from 'zod';

/** Sells tickets of a concert. */
export class SellTickets extends command('box-office.SellTickets', {
  input: z.object({ customer: z.string(), tickets: z.int().min(1).max(10) }),
  output: z.object({ saleId: z.uuid() }),
  access: 'public',
}) {}

/** Events with the same key are handled in the order in which they were committed. */
export class TicketsSold extends event('box-office.TicketsSold', {
  payload: z.object({ saleId: z.uuid(), customer: z.string(), tickets: z.int() }),
  key: ({ customer }) => customer,
}) {}

export const boxOffice = contract('box-office', [SellTickets, TicketsSold]);

/** Returns the points of a customer: ten for each ticket. */
export class GetPoints extends query('loyalty.GetPoints', {
  input: z.object({ customer: z.string() }),
  output: z.object({ points: z.int() }),
  access: 'public',
}) {}

export const loyalty = contract('loyalty', [GetPoints]);
