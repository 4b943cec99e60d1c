import { contractFaults } from '@multilith/contract';
import { expect, it } from 'vitest';
import { customers } from './index.js';

it('the contract of customers is sound: every message says who may send it and survives the wire', () => {
  expect(contractFaults(customers)).toEqual([]);
});
