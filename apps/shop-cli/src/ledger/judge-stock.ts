import { grouped } from '../cli/format.js';
import type { Facts } from './facts.js';
import { findingOf, type Finding } from './finding.js';
import { differences } from './sums.js';

/**
 * Nothing is lost from or added to the warehouse, what is reserved or shipped is what confirmed orders bought, and what
 * came back is what orders took back. What a cancelled order had left with is back on the shelves.
 */
export function judgeStock({ stock, confirmedUnits, shippedUnits, returnedUnits }: Facts): Finding {
  const offenders: string[] = [];
  const sums = { received: 0n, returned: 0n, onHand: 0n, reserved: 0n, shipped: 0n };
  for (const [sku, { received, returned, onHand, reserved, held, shipped }] of stock) {
    sums.received += received;
    sums.returned += returned;
    sums.onHand += onHand;
    sums.reserved += reserved;
    sums.shipped += shipped;
    const free = onHand - reserved;
    if (received + returned !== free + reserved + shipped)
      offenders.push(
        `${sku}: received ${received} + returned ${returned}, but free ${free} + reserved ${reserved} + shipped ${shipped}`,
      );
    if (reserved !== held) offenders.push(`${sku}: reserved ${reserved}, but its reservations hold ${held}`);
    const needed = confirmedUnits.get(sku) ?? 0n;
    if (held + shipped !== needed)
      offenders.push(`${sku}: orders hold ${held} and left with ${shipped}, but confirmed orders have ${needed}`);
    const left = shippedUnits.get(sku) ?? 0n;
    if (shipped !== left) offenders.push(`${sku}: shipped ${shipped}, but shipping sent ${left}`);
  }
  for (const [sku, units] of confirmedUnits) {
    if (!stock.has(sku)) offenders.push(`${sku}: confirmed orders have ${units}, but it was never in stock`);
  }
  const shelved = new Map([...stock].map(([sku, { returned }]) => [sku, returned]));
  for (const [sku, ours, theirs] of differences(shelved, returnedUnits))
    offenders.push(`${sku}: ${ours} came back to the warehouse, but orders took back ${theirs}`);
  return findingOf(
    'stock',
    'Per product: received + returned = free + reserved + shipped, and reserved + shipped = units of confirmed orders',
    [
      ['products', grouped(stock.size)],
      ['received', grouped(sums.received)],
      ['returned', grouped(sums.returned)],
      ['free', grouped(sums.onHand - sums.reserved)],
      ['reserved', grouped(sums.reserved)],
      ['shipped', grouped(sums.shipped)],
    ],
    offenders,
  );
}
