import type { Work } from '@multilith/runtime/observe';
import { expect, it } from 'vitest';
import { Throughput } from './throughput.js';

const call = { kind: 'call' } as Work;
const commit = (events: number): Work => ({ kind: 'commit', context: 'kitchen', events, also: [] });

it('rates are averages over the last minute, or since the start', () => {
  let now = 1_000_000;
  const throughput = new Throughput(() => now);
  const seen: Work[] = [];
  const watched = { trace: undefined, describe: () => {}, end: () => {} };
  const { begin } = throughput.counting({ begin: (work) => (seen.push(work), watched) });
  expect(throughput.rates).toEqual({ events: 0, calls: 0 });
  for (let n = 0; n < 10; n++) expect(begin(call, undefined)).toBe(watched);
  begin(commit(4), undefined);
  begin({ kind: 'publish' } as Work, undefined);
  expect(seen).toHaveLength(12);
  now += 2_000;
  expect(throughput.rates).toEqual({ events: 2, calls: 5 });
  now += 57_000;
  expect(throughput.rates).toEqual({ events: 4 / 59, calls: 10 / 59 });
  now += 1_000;
  expect(throughput.rates).toEqual({ events: 0, calls: 0 });
  for (let n = 0; n < 120; n++) {
    begin(call, undefined);
    now += 1_000;
  }
  expect(throughput.rates.calls).toBe(1);
});
