import type { Principal } from '@multilith/contract';

/** The requester of a command or query, as far as orders needs to know. */
export interface Requester {
  /** The customer whose id is the subject of the principal. Empty for an anonymous requester; no customer has an empty id. */
  readonly customerId: string;
  /** Sales acts for every customer. */
  readonly isSales: boolean;
}

/** Returns the requester for a principal. */
export function requesterOf(principal: Principal | undefined): Requester {
  return { customerId: principal?.subject ?? '', isSales: principal?.roles.includes('sales') ?? false };
}

/** Whether the orders of a customer are this requester's business. */
export function actsFor(requester: Requester, customerId: string): boolean {
  return requester.isSales || requester.customerId === customerId;
}

/** Returns the customer to whose orders a requester is limited; `undefined` if it may see all orders. */
export function visibleCustomer(requester: Requester): string | undefined {
  return requester.isSales ? undefined : requester.customerId;
}
