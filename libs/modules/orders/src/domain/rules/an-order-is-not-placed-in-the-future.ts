import { PlacedInTheFuture } from '@contracts/orders';

/** How far a client's clock may be ahead of ours, in milliseconds. */
const CLOCK_TOLERANCE = 60_000;

/** A date that has not come yet is a mistake, not a plan. */
export function anOrderIsNotPlacedInTheFuture(placedAt: Date, now: Date): void {
  if (placedAt.getTime() > now.getTime() + CLOCK_TOLERANCE) throw new PlacedInTheFuture({ placedAt });
}
