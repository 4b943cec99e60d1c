import { z } from 'zod';

/**
 * Where the shipment of an order stands.
 *
 * - `WAITING`: it will leave when it is due, unless the order is cancelled before.
 * - `SHIPPED`: it has left.
 * - `STOPPED`: final; the order was cancelled before it left, so it never will.
 * - `RECALLED`: final; the order was cancelled in the moment it left, and it came back.
 */
export const ShipmentState = z.enum(['WAITING', 'SHIPPED', 'STOPPED', 'RECALLED']);
export type ShipmentState = z.output<typeof ShipmentState>;
