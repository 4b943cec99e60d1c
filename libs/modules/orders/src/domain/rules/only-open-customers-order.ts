import { ClosedCustomer, UnknownCustomer } from '@contracts/orders';

/** An order needs a customer that exists and whose account is open. */
export function onlyOpenCustomersOrder<C extends { readonly closed: boolean }>(
  customerId: string,
  customer: C | null | undefined,
): asserts customer is C {
  if (!customer) throw new UnknownCustomer({ customerId });
  if (customer.closed) throw new ClosedCustomer({ customerId });
}
