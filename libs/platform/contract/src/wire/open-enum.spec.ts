import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { command, decodeMessage, encodeMessage, findWireFaults, openEnum } from '../index.js';
import { openValuesOf } from './open-enum.js';

const Carrier = openEnum(['DHL', 'UPS']);

describe('an open enum', () => {
  it('accepts values that it names and values that it does not, and nothing but text', () => {
    expect(Carrier.parse('DHL')).toBe('DHL');
    expect(Carrier.parse('FEDEX')).toBe('FEDEX');
    expect(Carrier.safeParse(7).success).toBe(false);
    expect(findWireFaults(Carrier)).toEqual([]);
  });

  it('can be handled value by value, with a branch for the unknown', () => {
    const describeIt = (carrier: z.output<typeof Carrier>): string => {
      switch (carrier) {
        case 'DHL':
        case 'UPS':
          return 'known';
        default:
          return 'unknown';
      }
    };
    expect(['DHL', 'UPS', 'FEDEX'].map(describeIt)).toEqual(['known', 'known', 'unknown']);
    expectTypeOf<'DHL'>().toExtend<z.output<typeof Carrier>>();
    expectTypeOf<string>().toExtend<z.output<typeof Carrier>>();
  });

  it('travels as the text that it is, also refined, described and with a default', () => {
    class Send extends command('a.Send', {
      input: z.object({ carrier: Carrier, other: Carrier.describe('Another one.').default('UPS') }),
      access: 'public',
    }) {}
    const sent = new Send({ carrier: 'FEDEX' });
    expect(encodeMessage(sent)).toEqual({ carrier: 'FEDEX', other: 'UPS' });
    expect(decodeMessage(Send, encodeMessage(sent))).toEqual(sent);
  });

  it('is known to be open after changes that keep its type', () => {
    expect(openValuesOf(Carrier.describe('x'))).toEqual(['DHL', 'UPS']);
    expect(openValuesOf(Carrier.refine((text) => text !== ''))).toEqual(['DHL', 'UPS']);
    expect(openValuesOf(z.string())).toBeUndefined();
  });
});
