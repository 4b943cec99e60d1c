import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Shared } from './shared.js';

it('a value is made once for all who ask at the same time, and again only when it is old', async () => {
  let made = 0;
  const shared = new Shared(async () => ++made, 50);
  expect(await Promise.all(Array.from({ length: 100 }, () => shared.read()))).toEqual(Array(100).fill(1));
  expect(await shared.read()).toBe(1);
  await sleep(60);
  expect(await Promise.all([shared.read(), shared.read()])).toEqual([2, 2]);
  await sleep(120);
  expect(made).toBe(2);
});

it('a value that takes long is not made twice at a time', async () => {
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

it('a failure reaches who asked and is forgotten', async () => {
  let broken = true;
  const shared = new Shared(() => (broken ? Promise.reject(new Error('no database')) : Promise.resolve('ok')), 60_000);
  await expect(Promise.all([shared.read(), shared.read()])).rejects.toThrow('no database');
  broken = false;
  expect(await shared.read()).toBe('ok');
});
