import { AgreedPriceNotAllowed, type RequestedLine } from '@contracts/orders';
import type { Requester } from '../requester.js';

/** Whoever is not sales pays what the catalogue says. */
export function onlySalesAgreesPrices(requester: Requester, lines: readonly RequestedLine[]): void {
  if (!requester.isSales && lines.some(({ agreedPrice }) => agreedPrice !== undefined))
    throw new AgreedPriceNotAllowed();
}
