import { contractFaults, decodeMessage, encodeMessage } from '@multilith/contract';
import { describe, expect, it } from 'vitest';
import { GetSalesReport, reporting } from './index.js';

describe('the contract of reporting', () => {
  it('has no fault', () => {
    expect(contractFaults(reporting)).toEqual([]);
  });

  it('survives the wire', () => {
    const asked = new GetSalesReport({ by: 'DAY', from: '2011-01-01' });
    expect(asked).toMatchObject({ by: 'DAY', from: '2011-01-01', first: 1000 });
    expect(decodeMessage(GetSalesReport, encodeMessage(asked))).toEqual(asked);
  });

  it.each(['2011-02-30', '2011-1-1', 'yesterday', "'; DROP TABLE country_sales"])('takes no day like %s', (from) => {
    expect(() => new GetSalesReport({ by: 'DAY', from })).toThrow(/from/);
  });
});
