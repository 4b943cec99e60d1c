import { Histogram, Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { TalliedCounter, TalliedHistogram } from './tallies.js';

describe('a tallied histogram', () => {
  it('is scraped like a histogram of prom-client', async () => {
    const [ours, theirs] = [new Registry(), new Registry()];
    const options = { name: 'answer_seconds', help: 'Time to an answer.' };
    const bounds = [0.01, 0.1, 1];
    const tallied = new TalliedHistogram({ ...options, labels: ['context', 'message'], bounds, register: ours });
    const reference = new Histogram({
      ...options,
      labelNames: ['context', 'message'],
      buckets: bounds,
      registers: [theirs],
    });
    for (const [seconds, message] of [
      [0.001, 'Place'],
      [0.01, 'Place'],
      [0.5, 'Place'],
      [7, 'Place'],
      [0.05, 'a "quoted"\\ one'],
    ] as const) {
      tallied.observe(seconds, 'orders', message);
      reference.observe({ context: 'orders', message }, seconds);
    }
    expect(await ours.metrics()).toBe(await theirs.metrics());
    expect(await ours.metrics()).toBe(await theirs.metrics());
  });
});

describe('a tallied counter', () => {
  it('keeps its total between scrapes', async () => {
    const register = new Registry();
    const counter = new TalliedCounter({ name: 'calls_total', help: 'Calls.', labels: ['outcome'], register });
    counter.add(2, 'ok');
    counter.add(1, 'INTERNAL');
    await register.metrics();
    counter.add(1, 'ok');
    expect((await register.metrics()).split('\n').slice(2)).toEqual([
      'calls_total{outcome="ok"} 3',
      'calls_total{outcome="INTERNAL"} 1',
      '',
    ]);
  });
});
