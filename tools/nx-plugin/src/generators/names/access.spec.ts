import { expect, it } from 'vitest';
import { Access } from './access.js';

it.each([
  ['public', `'public'`],
  ['internal', `'internal'`],
  ['sales', `roles('sales')`],
  ['constructor', `roles('constructor')`],
])('%s is written as %s', (value, code) => expect(Access.of(value).code).toBe(code));
