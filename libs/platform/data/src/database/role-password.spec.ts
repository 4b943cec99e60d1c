import { createHmac, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { contextDatabaseUrl } from './database-config.js';
import { requireStrongRoleSecret, roleSecretProblem } from './role-password.js';

describe('the password of a role', () => {
  const weak = { url: 'postgres://multilith:multilith@postgres:5432/multilith', contextUrls: {}, roleSecret: 's' };
  const passwordOf = (config: typeof weak, context: string): string =>
    new URL(contextDatabaseUrl(config, context)).password;

  it('says nothing about the password of DATABASE_URL', () => {
    const orders = passwordOf(weak, 'orders');
    expect(passwordOf({ ...weak, url: 'postgres://multilith:another@postgres:5432/multilith' }, 'orders')).toBe(orders);
    for (const guess of ['multilith', 's'])
      expect(createHmac('sha256', guess).update('multilith role multilith_orders').digest('base64url')).not.toBe(
        orders,
      );
  });

  it('is another for every role and secret, and never changes otherwise', () => {
    expect(passwordOf(weak, 'orders')).toBe('eWfNQh4ka2bfhl0WaxxMDJRLPzkg4dnth0fDK-Q8OMM');
    const all = [
      passwordOf(weak, 'orders'),
      passwordOf(weak, 'payments'),
      passwordOf({ ...weak, roleSecret: 't' }, 'orders'),
    ];
    expect(new Set(all).size).toBe(3);
  });
});

describe('a role secret', () => {
  it.each([
    ['missing', undefined, 'is not set'],
    ['empty', '', 'is not set'],
    ['a word', 'multilith', 'holds 6 bytes'],
    ['a long sentence', 'correct horse battery staple and many more words', 'neither hex nor base64'],
    ['16 bytes as hex', randomBytes(16).toString('hex'), 'holds 16 bytes'],
    ['31 bytes as base64', randomBytes(31).toString('base64'), 'holds 31 bytes'],
    ['one character again and again', 'a'.repeat(64), 'not random'],
    ['digits in a row', '0123456789'.repeat(8), 'not random'],
  ])('that is %s is refused in production, and not shown', (_what, secret, problem) => {
    expect(roleSecretProblem(secret)).toContain(problem);
    let thrown: unknown;
    try {
      requireStrongRoleSecret(secret);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: 'DATABASE_ROLE_SECRET_WEAK' });
    if (secret) expect(String(thrown)).not.toContain(secret);
  });

  it.each(['hex', 'base64', 'base64url'] as const)('of 32 random bytes as %s is taken, every time', (encoding) => {
    for (let n = 0; n < 2_000; n++) expect(roleSecretProblem(randomBytes(32).toString(encoding))).toBeUndefined();
  });
});
