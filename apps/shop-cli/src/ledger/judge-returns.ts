import { grouped, pounds } from '../cli/format.js';
import type { Facts } from './facts.js';
import { findingOf, type Finding } from './finding.js';
import { sum } from './sums.js';

/** Checks that returned units were bought and had left, at the prices paid, and that each return is reported and refunded once. */
export function judgeReturns({ orders, returns, overReturned, refunds }: Facts): Finding {
  const offenders = [...overReturned].map(([line, units]) => `${line}: ${units} more came back than were bought`);
  const told = new Map<string, number>();
  let amounts = 0n;
  for (const [returnId, { orderId, amount, linesAmount }] of returns) {
    amounts += amount;
    told.set(orderId, (told.get(orderId) ?? 0) + 1);
    if (amount !== linesAmount)
      offenders.push(`return ${returnId}: ${pounds(amount)}, but its lines come to ${pounds(linesAmount)}`);
    const refunded = refunds.get(returnId) ?? 0n;
    if (refunded !== amount)
      offenders.push(`return ${returnId}: ${pounds(amount)}, but ${pounds(refunded)} were refunded`);
  }
  for (const [returnId, amount] of refunds)
    if (!returns.has(returnId)) offenders.push(`${pounds(amount)} refunded for ${returnId}, which is no return`);
  for (const [orderId, { state, shipped, events }] of orders) {
    const count = told.get(orderId) ?? 0;
    if (events.returned !== count)
      offenders.push(
        `order ${orderId} has ${count} returns, but the journal has something returned ${events.returned} times`,
      );
    if (count > 0 && !(state === 'CONFIRMED' && shipped))
      offenders.push(
        `order ${orderId} has returns, but is ${state === 'CONFIRMED' ? 'not shipped' : state.toLowerCase()}`,
      );
  }
  return findingOf(
    'returns',
    'At most what was bought came back, of shipped orders, and each return is told and refunded once, at the prices paid',
    [
      ['returns', grouped(returns.size)],
      ['returned', pounds(amounts)],
      ['refunded for returns', pounds(sum(refunds))],
    ],
    offenders,
  );
}
