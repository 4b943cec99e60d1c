import { AgreedPriceNotAllowed, type RequestedLine } from '@contracts/orders';
import type { Requester } from '../requester.js';

/** All requesters except sales pay the catalogue price. */
export function onlySalesAgreesPrices(requester: Requester, lines: readonly RequestedLine[]): void {
  if (!requester.isSales && lines.some(({ agreedPrice }) => agreedPrice !== undefined))
    throw new AgreedPriceNotAllowed();
}
