import { MinorUnits, OrderId } from '@contracts/shared';
import { event } from '@multilith/contract';
import { z } from 'zod';

/**
 * An order is due for payment. Payments publishes this to itself: the decision is durable before the provider is asked,
 * and the handler that asks the provider has all the data it needs without an open transaction. Of no use to other contexts.
 */
export class CaptureRequested extends event('payments.CaptureRequested', {
  payload: z.object({
    orderId: OrderId,
    /** Pence to capture; 0 for an order that is free of charge. */
    amount: MinorUnits,
    method: z.string(),
  }),
  key: ({ orderId }) => orderId,
}) {}
