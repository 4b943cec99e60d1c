import { contractFaults } from '@multilith/contract';
import { expect, it } from 'vitest';
import { notifications } from './index.js';

it('the contract of notifications has no fault', () => {
  expect(contractFaults(notifications)).toEqual([]);
});
