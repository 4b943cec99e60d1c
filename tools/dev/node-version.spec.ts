import { describe, expect, it } from 'vitest';
import { atLeast } from './node-version.mjs';

describe('the version of Node', () => {
  it.each([
    ['20.19.0', true],
    ['20.20.2', true],
    ['22.0.0', true],
    ['100.0.0', true],
    ['20.18.3', false],
    ['18.20.8', false],
    ['9.99.99', false],
  ])('%s is new enough: %s', (version, enough) => {
    expect(atLeast(version, '20.19.0')).toBe(enough);
  });
});
