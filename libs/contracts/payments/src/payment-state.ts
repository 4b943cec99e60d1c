import { z } from 'zod';

/**
 * Where the payment of an order stands.
 *
 * - `WAITING`: the order or its stock reservation has not been heard of yet.
 * - `CAPTURING`: the provider is being asked for the money.
 * - `CAPTURED`: the money is here, less what was refunded for returns.
 * - `DECLINED`: final; the provider refused.
 * - `VOIDED`: final; the order ended before anything was captured.
 * - `REFUNDING`: the order ended after the capture; the provider is being asked to give the money back.
 * - `REFUNDED`: final; all of the money has gone back.
 */
export const PaymentState = z.enum(['WAITING', 'CAPTURING', 'CAPTURED', 'DECLINED', 'VOIDED', 'REFUNDING', 'REFUNDED']);
export type PaymentState = z.output<typeof PaymentState>;
