import { describe, expect, it } from 'vitest';
import { parsed } from './read-locks.js';

const LOCK = '{ "format": 1, "context": "orders", "messages": {}, "errors": {} }';

describe('the text of a lock', () => {
  it('is read if it is that of the contract', () => {
    expect(parsed(LOCK, 'orders')).toMatchObject({ format: 1, context: 'orders' });
  });

  it.each<[what: string, text: string | undefined]>([
    ['missing', undefined],
    ['no JSON', '<<<<<<< ours'],
    ['null', 'null'],
    ['empty', '{}'],
    ['what a contract begins with', '{ "format": 1 }'],
    ['that of another contract', LOCK.replace('orders', 'mails')],
    ['of another format', LOCK.replace('1', '2')],
  ])('counts as missing if it is %s', (_what, text) => {
    expect(parsed(text, 'orders')).toBeUndefined();
  });
});
