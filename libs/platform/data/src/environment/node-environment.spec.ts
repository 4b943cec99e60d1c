import { describe, expect, it } from 'vitest';
import { isDevelopment, nodeEnvironment } from './node-environment.js';

describe('NODE_ENV', () => {
  it.each([
    [undefined, 'development'],
    ['', 'development'],
    ['development', 'development'],
    ['test', 'test'],
    ['production', 'production'],
  ])('may be %s', (NODE_ENV, environment) => {
    expect(nodeEnvironment({ NODE_ENV })).toBe(environment);
    expect(isDevelopment({ NODE_ENV })).toBe(environment !== 'production');
  });

  it.each(['prod', 'Production', 'production ', 'PRODUCTION', 'staging', 'dev', '1', '__proto__'])(
    'is refused, and never development, as "%s"',
    (NODE_ENV) => {
      expect(() => nodeEnvironment({ NODE_ENV })).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
      expect(isDevelopment({ NODE_ENV })).toBe(false);
    },
  );
});
