import { contractFaults } from '@multilith/contract';
import { expect, it } from 'vitest';
import { inventory } from './index.js';

it('the contract of inventory is sound: every message says who may send it and survives the wire', () => {
  expect(contractFaults(inventory)).toEqual([]);
});
