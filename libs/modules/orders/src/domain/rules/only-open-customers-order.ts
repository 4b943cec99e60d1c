import { ClosedCustomer, UnknownCustomer } from '@contracts/orders';

/** An order needs a customer that exists and whose account is open. */
export function onlyOpenCustomersOrder(
  customerId: string,
  customer: { readonly closed: boolean } | null | undefined,
): void {
  if (!customer) throw new UnknownCustomer({ customerId });
  if (customer.closed) throw new ClosedCustomer({ customerId });
}
