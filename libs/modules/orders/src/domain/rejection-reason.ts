const SHOWN = 10;

/** The reason why an order was rejected. */
export type Obstacle = { readonly short: readonly { readonly sku: string }[] } | { readonly reason: string };

/** Why an order is rejected, for people. */
export function reasonOf(obstacle: Obstacle): string {
  if ('reason' in obstacle) return `payment declined: ${obstacle.reason}`;
  const skus = obstacle.short.map(({ sku }) => sku);
  const more = skus.length > SHOWN ? ` and ${skus.length - SHOWN} more` : '';
  return `out of stock: ${skus.slice(0, SHOWN).join(', ')}${more}`;
}
