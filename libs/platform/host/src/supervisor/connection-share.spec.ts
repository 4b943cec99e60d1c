import { expect, it } from 'vitest';
import { connectionShare } from './connection-share.js';

it('leaves a few processes what they take by themselves', () => {
  expect(connectionShare(1, true)).toBe(40);
  expect(connectionShare(4, true)).toBe(40);
  expect(connectionShare(2, false)).toBe(40);
});

it.each([1, 2, 5, 9, 20, 40])('has %i processes stay below what a server takes', (processes) => {
  expect(connectionShare(processes, true) * processes).toBeLessThan(200);
  expect(connectionShare(processes, false) * processes).toBeLessThan(100);
});
