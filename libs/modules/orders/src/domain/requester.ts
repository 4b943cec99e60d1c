import type { Principal } from '@multilith/contract';

/** Who asks, as far as orders cares. */
export interface Requester {
  /** The customer it is: the one with the id of the principal's subject. Empty for nobody, which no customer is. */
  readonly customerId: string;
  /** Sales acts for every customer. */
  readonly isSales: boolean;
}

/** What a principal is to orders. */
export function requesterOf(principal: Principal | undefined): Requester {
  return { customerId: principal?.subject ?? '', isSales: principal?.roles.includes('sales') ?? false };
}

/** Whether the orders of a customer are this requester's business. */
export function actsFor(requester: Requester, customerId: string): boolean {
  return requester.isSales || requester.customerId === customerId;
}

/** The customer to whose orders a requester is limited; `undefined` where it may see all. */
export function visibleCustomer(requester: Requester): string | undefined {
  return requester.isSales ? undefined : requester.customerId;
}
