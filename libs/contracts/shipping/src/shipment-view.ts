import { OrderId } from '@contracts/shared';
import { z } from 'zod';
import { ShipmentState } from './shipment-state.js';

/** The shipment of an order as queries answer it. */
export const ShipmentView = z.object({
  orderId: OrderId,
  state: ShipmentState,
  /** When it may leave. */
  dueAt: z.date(),
  /** When it left; stays when it is recalled. */
  shippedAt: z.date().nullable(),
});
export type ShipmentView = z.output<typeof ShipmentView>;
