import { BackdatingNotAllowed } from '@contracts/orders';
import type { Requester } from '../requester.js';

/** Whoever is not sales orders now. */
export function onlySalesSetsTheDate(requester: Requester, placedAt: Date | undefined): void {
  if (!requester.isSales && placedAt !== undefined) throw new BackdatingNotAllowed();
}
