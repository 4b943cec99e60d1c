import { describe, expect, it } from 'vitest';
import { settings } from './settings.js';

const ovenHeat = ({ OVEN_HEAT: text = '180' }: NodeJS.ProcessEnv): number => {
  if (!/^\d+$/.test(text)) throw new Error(`OVEN_HEAT is '${text}'. Give degrees.`);
  return Number(text);
};

describe('settings of a context', () => {
  it('come from the environment', () => {
    expect(settings(ovenHeat, { OVEN_HEAT: '220' })).toBe(220);
    expect(settings(ovenHeat, {})).toBe(180);
  });

  it('that make no sense are a mistake of the configuration, with the words of who reads them', () => {
    expect(() => settings(ovenHeat, { OVEN_HEAT: 'hot' })).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        message: "CONFIG_INVALID: OVEN_HEAT is 'hot'. Give degrees. Or leave it out for the default.",
      }),
    );
  });
});
