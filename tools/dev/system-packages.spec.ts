import { expect, it } from 'vitest';
import { mayInstall } from './system-packages.mjs';

const container = { named: undefined, uid: 0, apt: true };

it('what is missing is installed by root where there is apt', () => {
  expect(mayInstall(container)).toBe(true);
  expect(mayInstall({ ...container, named: '' })).toBe(true);
});

it.each([
  ['for a user other than root', { uid: 1000 }],
  ['on a system without users', { uid: undefined }],
  ['without apt', { apt: false }],
  ['in place of one that is named', { named: '/opt/nats-server' }],
])('what is missing is not installed %s', (_when, machine) => {
  expect(mayInstall({ ...container, ...machine })).toBe(false);
});
