import type { BenchServer } from '../database.js';
import { median, table } from '../report/table.js';
import { deliverByGraphile } from './graphile.js';
import { deliverOurs } from './ours.js';

const EVENTS = 10_000;
const ROUNDS = 3;

/** 10,000 events through one subscription that writes a row each, beside the same jobs of graphile-worker. */
export async function delivery(server: BenchServer): Promise<string> {
  const candidates = [
    { name: 'graphile-worker, 8 workers', run: () => deliverByGraphile(server, EVENTS, 8) },
    { name: 'one subscription, batch 100 (default)', run: () => deliverOurs(server, EVENTS, 100) },
    { name: 'one subscription, batch 1', run: () => deliverOurs(server, EVENTS, 1) },
  ];
  const rates = candidates.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++)
    for (const [i, { run }] of candidates.entries()) rates[i]!.push(await run());
  const base = median(rates[0]!);
  return `Delivery of ${EVENTS.toLocaleString('en')} events, one row each\n\n${table(
    ['', 'per second', 'ratio'],
    candidates.map(({ name }, i) => {
      const rate = median(rates[i]!);
      return [name, Math.round(rate).toLocaleString('en'), (rate / base).toFixed(2)];
    }),
  )}`;
}
