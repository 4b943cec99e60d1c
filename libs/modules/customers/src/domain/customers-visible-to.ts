import type { Principal } from '@multilith/contract';

/** Sales see every customer; anybody else sees the customer they are. */
export function customersVisibleTo(
  principal: Principal | undefined,
  customerIds: readonly string[],
): readonly string[] {
  if (principal?.roles.includes('sales')) return customerIds;
  return customerIds.filter((customerId) => customerId === principal?.subject);
}
