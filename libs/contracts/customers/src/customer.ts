import { Country, CustomerId, line, MinorUnits } from '@contracts/shared';
import { personal } from '@multilith/contract';
import { z } from 'zod';

/** A customer as the customers context knows it. */
export const Customer = z.object({
  customerId: CustomerId,
  /** 1 to 200 characters. */
  name: personal(line(200)),
  /** The email address; null if not known. */
  email: personal(z.email().max(254)).nullable(),
  country: Country,
  /** A closed customer places no further orders. */
  closed: z.boolean(),
  /** Total of confirmed orders that were not cancelled, less what was returned of them, in pence. */
  lifetimeValue: MinorUnits,
});
/** A customer as the customers context knows it. */
export type Customer = z.output<typeof Customer>;
