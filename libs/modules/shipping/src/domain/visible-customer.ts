import type { Principal } from '@multilith/contract';

/**
 * The customer to whose shipments a principal is limited: the one with the id of its subject. `undefined` where it may
 * see all, which is role `sales`. Nobody who signed in is limited to the empty id, which no customer has.
 */
export function visibleCustomer(principal: Principal | undefined): string | undefined {
  return principal?.roles.includes('sales') ? undefined : (principal?.subject ?? '');
}
