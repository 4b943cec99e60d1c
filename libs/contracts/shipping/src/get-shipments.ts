import { OrderId } from '@contracts/shared';
import { query } from '@multilith/contract';
import { z } from 'zod';
import { ShipmentView } from './shipment-view.js';

/**
 * Shipments by order, in no particular order. Orders that were never confirmed have none; those of other customers are
 * left out. Role `sales` sees all.
 */
export class GetShipments extends query('shipping.GetShipments', {
  input: z.object({ orderIds: z.array(OrderId).max(2000) }),
  output: z.array(ShipmentView),
  access: 'authenticated',
}) {}
