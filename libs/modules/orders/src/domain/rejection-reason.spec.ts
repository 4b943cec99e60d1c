import { describe, expect, it } from 'vitest';
import { reasonOf } from './rejection-reason.js';

describe('why an order is rejected', () => {
  it('says what the provider said', () => {
    expect(reasonOf({ reason: 'card declined' })).toBe('payment declined: card declined');
  });

  it('names what is out of stock, but not without end', () => {
    const short = Array.from({ length: 12 }, (_, i) => ({ sku: `S${i}` }));
    expect(reasonOf({ short: short.slice(0, 2) })).toBe('out of stock: S0, S1');
    expect(reasonOf({ short })).toBe('out of stock: S0, S1, S2, S3, S4, S5, S6, S7, S8, S9 and 2 more');
  });
});
