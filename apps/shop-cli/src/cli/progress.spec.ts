import { expect, it } from 'vitest';
import { remainingTime } from './format.js';
import { Progress } from './progress.js';

/** Progress with a clock that the test moves; returns what it has written since. */
function watched(isTTY: boolean) {
  const clock = { now: 1_000_000 };
  let written = '';
  const output = { isTTY, write: (text: string) => (written += text) };
  const progress = new Progress(output, () => clock.now);
  const shown = (): string => {
    const text = written;
    written = '';
    return text;
  };
  return { progress, clock, shown };
}

it('says how far it is, how fast it goes and how long it still takes', () => {
  const { progress, clock, shown } = watched(false);
  progress.step('Orders', 20_000);
  for (let second = 0; second < 5; second++) {
    clock.now += 1_000;
    progress.advance(400);
  }
  expect(shown()).toBe('Orders: 2,000 of 20,000, 400 a second, 45 s left\n');
  progress.end();
  expect(shown()).toBe('Orders: 2,000 of 20,000 in 5.0 s, 400 a second\n');
});

it('judges by the last seconds, not by how it began', () => {
  const { progress, clock, shown } = watched(false);
  progress.step('Orders', 100_000);
  for (let second = 0; second < 60; second++) {
    clock.now += 1_000;
    progress.advance(second < 30 ? 1_000 : 10);
  }
  expect(shown().trimEnd().split('\n').at(-1)).toMatch(/, 10 a second, 1 h 57 min left$/);
});

it('estimates by the share that is done where no total is known', () => {
  const { progress, clock, shown } = watched(false);
  progress.step('Reading');
  clock.now += 10_000;
  progress.advance(50_000, '25 % of the file', 0.25);
  expect(shown()).toBe('Reading: 50,000, 25 % of the file, 5,000 a second, 30 s left\n');
});

it('shows what is left of a wait, without a pace', () => {
  const { progress, clock, shown } = watched(false);
  progress.waitFor('Waiting, left');
  for (const left of [90, 120, 40]) {
    clock.now += 5_000;
    progress.left(left, `${left} events`);
  }
  expect(shown().split('\n')).toEqual([
    'Waiting, left: 90, 90 events',
    'Waiting, left: 120, 120 events',
    'Waiting, left: 40, 40 events',
    '',
  ]);
  progress.left(0);
  progress.end();
  expect(shown()).toBe('Waiting, left: 0 in 15.0 s\n');
});

it('draws a bar at a terminal, and no guess of a pace in its first second', () => {
  const { progress, clock, shown } = watched(true);
  progress.step('Products', 4);
  clock.now += 500;
  progress.advance(2);
  expect(shown()).toMatch(/█{15}░{15} 2 of 4$/);
});

it.each([
  [0.2, '1 s left'],
  [89, '89 s left'],
  [120, '2 min left'],
  [7_500, '2 h 5 min left'],
])('%d seconds are %s', (time, text) => {
  expect(remainingTime(time)).toBe(text);
});
