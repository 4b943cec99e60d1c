import { MinorUnits, ReturnId } from '@contracts/shared';
import { z } from 'zod';
import { OrderLine } from './order-line.js';

/** A return as queries answer it. */
export const ReturnView = z.object({
  returnId: ReturnId,
  /** The returned units, at the prices that were paid. */
  lines: z.array(OrderLine),
  /** Sum of the lines in pence. */
  amount: MinorUnits,
  returnedAt: z.date(),
  /** The client's own name for the return, such as the number of a credit note. */
  reference: z.string().nullable(),
});
export type ReturnView = z.output<typeof ReturnView>;
