import { describe, expect, it } from 'vitest';
import { AllowedHosts, isLocalHost } from './allowed-hosts.js';

const development = (ALLOWED_HOSTS?: string, host = '127.0.0.1'): AllowedHosts =>
  AllowedHosts.fromEnv({ ALLOWED_HOSTS }, { development: true, host });

describe('the accepted hosts of a request', () => {
  it.each(['localhost', 'localhost:3000', 'LOCALHOST.', '127.0.0.1:80', '[::1]', '[::1]:3000'])(
    'are those of this machine in development: %s',
    (header) => {
      expect([development().allows(header), isLocalHost(header)]).toEqual([true, true]);
    },
  );

  it.each([
    undefined,
    '',
    'evil.example',
    'localhost.evil.example:3000',
    'evil.example:localhost',
    '127.0.0.1.nip.io',
    'localhost:3000@evil.example',
    'evil.example#localhost',
    'localhost,evil.example',
    '[::1].evil.example',
    '0.0.0.0:3000',
    '192.168.1.5',
    '[::ffff:7f00:1]',
    '__proto__',
  ])('do not include %s', (header) => {
    expect([development().allows(header), isLocalHost(header)]).toEqual([false, false]);
  });

  it('include those of ALLOWED_HOSTS', () => {
    const allowed = development(' Library.Example, [FD00::5] ,,10.0.0.7');
    for (const header of ['library.example:3000', 'LIBRARY.EXAMPLE', '[fd00::5]:3000', '10.0.0.7', 'localhost']) {
      expect(allowed.allows(header), header).toBe(true);
      expect(isLocalHost(header), header).toBe(header === 'localhost');
    }
    expect(allowed.allows('www.library.example')).toBe(false);
  });

  it('include the address that the server listens on', () => {
    expect(development('', '192.168.1.5').allows('192.168.1.5:3000')).toBe(true);
    expect(development('', 'fd00::5').allows('[fd00::5]:3000')).toBe(true);
  });

  it('are any in production, or those of ALLOWED_HOSTS', () => {
    const production = (ALLOWED_HOSTS?: string): AllowedHosts =>
      AllowedHosts.fromEnv({ ALLOWED_HOSTS }, { development: false, host: '0.0.0.0' });
    expect(production().allows('library.example')).toBe(true);
    expect(production('').allows(undefined)).toBe(true);
    expect(production('library.example').allows('library.example')).toBe(true);
    expect(production('library.example').allows('evil.example')).toBe(false);
    expect(production('library.example').allows('localhost')).toBe(false);
  });

  it.each(['http://library.example', 'library.example:3000', 'a b', '*', 'library.example/', "library'; drop"])(
    'are refused where they are no names: %s',
    (name) => {
      expect(() => development(name)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
    },
  );
});
