import { grouped } from '../cli/format.js';
import type { Deliveries } from './deliveries.js';
import { findingOf, type Finding } from './finding.js';

/** Checks that every event is handled and none is parked; otherwise the other invariants need not hold yet. */
export function judgeDeliveries({ subscriptions }: Deliveries): Finding {
  const offenders = subscriptions.flatMap(({ context, subscription, publisher, count, parked, lastError }) => {
    const name = `${context}/${subscription} from ${publisher}`;
    return [
      ...(count === 0 ? [] : [`${name}: ${grouped(count)} events undelivered`]),
      ...(parked === 0 ? [] : [`${name}: ${grouped(parked)} events parked${!lastError ? '' : ` (${lastError})`}`]),
    ];
  });
  return findingOf(
    'deliveries',
    'Every event is delivered and none is parked',
    [
      ['subscriptions', grouped(subscriptions.length)],
      ['undelivered', grouped(total(subscriptions.map((each) => each.count)))],
      ['parked', grouped(total(subscriptions.map((each) => each.parked)))],
    ],
    offenders,
  );
}

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
