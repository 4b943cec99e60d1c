import { contractFaults } from '@multilith/contract';
import { expect, it } from 'vitest';
import { catalog } from './index.js';

it('the contract of catalog is sound: every message says who may send it and survives the wire', () => {
  expect(contractFaults(catalog)).toEqual([]);
});
