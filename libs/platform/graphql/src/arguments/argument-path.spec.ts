import { expect, it } from 'vitest';
import { argumentPath } from './argument-path.js';

const line = { sku: '', quantity: 0 };

it.each([
  ['an argument passed on under its name', ['first'], { first: 0 }, { first: 0, after: 'x' }, ['first']],
  [
    'a field of an input object',
    ['lines', 0, 'sku'],
    { lines: [line] },
    { input: { lines: [line] } },
    ['input', 'lines', 0, 'sku'],
  ],
  [
    'a field that the input object lacks by value',
    ['quantity'],
    {},
    { input: { quantity: undefined } },
    ['input', 'quantity'],
  ],
  ['an id that became one of many', ['orderIds', 0], { orderIds: ['x'] }, { orderId: 'x' }, ['orderId']],
  ['one of many that were copied', ['skus', 1], { skus: ['a', ''] }, { codes: ['a', ''] }, ['codes', 1]],
  [
    'a part of a value under another name',
    ['items', 0, 'sku'],
    { items: [line] },
    { lines: [line] },
    ['lines', 0, 'sku'],
  ],
  ['text that was trimmed before', ['ids', 0], { ids: [''] }, { id: '  ' }, ['id']],
  [
    'an option beside the message',
    ['idempotencyKey'],
    undefined,
    { input: {}, idempotencyKey: '' },
    ['idempotencyKey'],
  ],
  ['all of it', [], { first: 1, last: 1 }, { first: 1, last: 1 }, []],
  ['a value that the client did not write', ['ids', 0], { ids: ['of the resolver'] }, { id: 'x' }, undefined],
  ['a value without arguments', [], { first: 1 }, {}, undefined],
])('knows the argument behind %s', (_what, path, content, args, expected) => {
  expect(argumentPath(path, content, args as Record<string, unknown>)).toEqual(expected);
});
