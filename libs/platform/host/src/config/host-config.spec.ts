import { describe, expect, it } from 'vitest';
import { healthPortFromEnv, hostConfigFromEnv } from './host-config.js';

describe('the configuration of a host', () => {
  it('needs no settings in development, and listens on this machine only', () => {
    expect(hostConfigFromEnv({}, '/app')).toEqual({
      development: true,
      host: '127.0.0.1',
      dataDir: '/app/.data',
      topologyFile: '/app/topology.json',
      workspace: '/app',
      database: {},
      shutdownDelayMs: 0,
      logLevel: 'info',
      logFormat: process.stdout.isTTY ? 'text' : 'json',
    });
    expect(healthPortFromEnv({})).toBeUndefined();
  });

  it('listens on all interfaces in production', () => {
    expect(hostConfigFromEnv({ NODE_ENV: 'production' }, '/app')).toMatchObject({
      development: false,
      host: '0.0.0.0',
    });
  });

  it('reads the environment, and treats an empty value as not set', () => {
    const env = {
      DATA_DIR: '/var/app',
      LOG_LEVEL: 'debug',
      LOG_FORMAT: 'text',
      SHUTDOWN_DELAY_MS: '5000',
      HOST: '',
    };
    expect(hostConfigFromEnv(env, '/app')).toMatchObject({
      dataDir: '/var/app',
      logLevel: 'debug',
      logFormat: 'text',
      shutdownDelayMs: 5000,
      host: '127.0.0.1',
    });
    expect(healthPortFromEnv({ HEALTH_PORT: '8080' })).toBe(8080);
    expect(healthPortFromEnv({ HEALTH_PORT: '' })).toBeUndefined();
  });

  it.each([
    ['SHUTDOWN_DELAY_MS', '1.5'],
    ['LOG_LEVEL', 'loud'],
    ['LOG_FORMAT', 'xml'],
    ['MULTILITH_DEBUG', 'yes'],
    ['HEALTH_PORT', '65536'],
    ['HEALTH_PORT', '-1'],
  ])('with %s=%s is refused', (name, value) => {
    const read = (): unknown => [hostConfigFromEnv({ [name]: value }, '/app'), healthPortFromEnv({ [name]: value })];
    expect(read).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  });

  it('refuses an unknown NODE_ENV: a typo must not disable production restrictions', () => {
    for (const NODE_ENV of ['development', 'test', '', undefined])
      expect(hostConfigFromEnv({ NODE_ENV }, '/app')).toMatchObject({ development: true });
    for (const NODE_ENV of ['prod', 'Production', 'production ', 'staging', 'live', 'dev', '1', 'constructor'])
      expect(() => hostConfigFromEnv({ NODE_ENV }, '/app')).toThrow(
        `NODE_ENV is "${NODE_ENV}". Set it to one of development, test, production, or not at all for development.`,
      );
  });

  it('accepts debug mode in development only', () => {
    expect(hostConfigFromEnv({ MULTILITH_DEBUG: '1' }, '/app')).toMatchObject({ development: true });
    expect(() => hostConfigFromEnv({ MULTILITH_DEBUG: '1', NODE_ENV: 'production' }, '/app')).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining('docs/debugging.md') }),
    );
  });

  it('refuses an unknown log format, and lists the known ones', () => {
    for (const LOG_FORMAT of ['pretty', 'TEXT', 'logfmt'])
      expect(() => hostConfigFromEnv({ LOG_FORMAT }, '/app')).toThrow(
        `LOG_FORMAT is '${LOG_FORMAT}'. Set it to one of json, text, or not at all.`,
      );
  });
});
