import { BackdatingNotAllowed } from '@contracts/orders';
import type { Requester } from '../requester.js';

/** Only sales can set the business date; orders of all other requesters have the current date. */
export function onlySalesSetsTheDate(requester: Requester, placedAt: Date | undefined): void {
  if (!requester.isSales && placedAt !== undefined) throw new BackdatingNotAllowed();
}
