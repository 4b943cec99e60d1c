import { ClosedCustomer, UnknownCustomer } from '@contracts/orders';

/** Only an existing customer with an open account can order. */
export function onlyOpenCustomersOrder<C extends { readonly closed: boolean }>(
  customerId: string,
  customer: C | null | undefined,
): asserts customer is C {
  if (!customer) throw new UnknownCustomer({ customerId });
  if (customer.closed) throw new ClosedCustomer({ customerId });
}
