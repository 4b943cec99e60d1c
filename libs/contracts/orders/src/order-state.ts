import { z } from 'zod';

/**
 * Where an order stands.
 *
 * - `PENDING`: placed; stock and payment are under way.
 * - `CONFIRMED`: paid. Until it is shipped it may be cancelled, from then on returned; returns do not change the state.
 * - `REJECTED`: final; stock ran short or the payment was declined.
 * - `CANCELLED`: final; called off before or after it was confirmed.
 */
export const OrderState = z.enum(['PENDING', 'CONFIRMED', 'REJECTED', 'CANCELLED']);
export type OrderState = z.output<typeof OrderState>;
