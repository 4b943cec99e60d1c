import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Shared } from './shared.js';

it('a value is computed once for concurrent readers, and again only once it is stale', async () => {
  let made = 0;
  const shared = new Shared(async () => ++made, 50);
  expect(await Promise.all(Array.from({ length: 100 }, () => shared.read()))).toEqual(Array(100).fill(1));
  expect(await shared.read()).toBe(1);
  await sleep(60);
  expect(await Promise.all([shared.read(), shared.read()])).toEqual([2, 2]);
  await sleep(120);
  expect(made).toBe(2);
});

it('a slow value is not computed twice at a time', async () => {
  let running = 0;
  let most = 0;
  const shared = new Shared(async () => {
    most = Math.max(most, ++running);
    await sleep(30);
    running--;
  }, 0);
  for (let round = 0; round < 5; round++) {
    const asked = Array.from({ length: 10 }, () => shared.read());
    await Promise.all(asked);
  }
  expect(most).toBe(1);
});

it('a failure reaches its readers and is not cached', async () => {
  let broken = true;
  const shared = new Shared(() => (broken ? Promise.reject(new Error('no database')) : Promise.resolve('ok')), 60_000);
  await expect(Promise.all([shared.read(), shared.read()])).rejects.toThrow('no database');
  broken = false;
  expect(await shared.read()).toBe('ok');
});
