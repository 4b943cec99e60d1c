import { expect, it } from 'vitest';
import { customersVisibleTo } from './customers-visible-to.js';

it('sales see every customer', () => {
  expect(customersVisibleTo({ subject: 'clerk', roles: ['sales'] }, ['1', '2'])).toEqual(['1', '2']);
});

it('anybody else sees the customer they are', () => {
  expect(customersVisibleTo({ subject: '2', roles: ['warehouse'] }, ['1', '2'])).toEqual(['2']);
});

it('without a subject, no customer is visible', () => {
  expect(customersVisibleTo(undefined, ['1', '2'])).toEqual([]);
});
