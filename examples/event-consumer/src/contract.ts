import { command, contract, event } from '@multilith/contract';
import { z } from 'zod';

/** Sells seats of a concert. */
export class SellTickets extends command('tickets.SellTickets', {
  input: z.object({ customer: z.string(), seats: z.array(z.string()).min(1).max(10) }),
  access: 'public',
}) {}

/** Version 1 of `TicketsSold`. */
export class TicketsSoldV1 extends event('tickets.TicketsSold', {
  payload: z.object({
    saleId: z.uuid(),
    customer: z.string(),
    /** How many. */
    tickets: z.int().min(1),
    soldAt: z.date(),
    // Added after the consumer got its schema: a compatible change.
    channel: z.enum(['box office', 'web']).optional(),
  }),
  key: ({ customer }) => customer,
}) {}

/** Seats were sold. Version 2 names them. */
export class TicketsSold extends event('tickets.TicketsSold', {
  version: 2,
  payload: z.object({ saleId: z.uuid(), customer: z.string(), seats: z.array(z.string()), soldAt: z.date() }),
  key: ({ customer }) => customer,
  earlier: { 1: TicketsSoldV1 },
  // Which seats were sold before version 2 is not known.
  upcast: { 1: ({ tickets, ...same }) => ({ ...same, seats: Array.from({ length: tickets }, () => 'any') }) },
  downcast: { 1: ({ seats, ...same }) => ({ ...same, tickets: seats.length, channel: 'web' as const }) },
}) {}

export const tickets = contract('tickets', [SellTickets, TicketsSold]);
