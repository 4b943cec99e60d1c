import { MultilithError } from '@multilith/contract';
import { hkdfSync } from 'node:crypto';

/** Minimum number of random bytes of a role secret in production. */
const MIN_SECRET_BYTES = 32;
/** Minimum number of different byte values in a role secret: 32 random bytes have about 30. */
const MIN_DIFFERENT_BYTES = 16;

/** Returns the password of a role: HKDF-SHA256 of the secret. It reveals neither the secret nor other passwords. */
export const rolePassword = (secret: string, role: string): string =>
  Buffer.from(hkdfSync('sha256', secret, 'multilith', `database role ${role}`, 32)).toString('base64url');

/**
 * Refuses a weak role secret: from the password of one context, it could be guessed offline, and with it all other
 * passwords.
 *
 * @throws MultilithError `DATABASE_ROLE_SECRET_WEAK` if it is missing, or not 32 random bytes as hex, base64 or
 *   base64url
 */
export function requireStrongRoleSecret(secret: string | undefined): asserts secret is string {
  const problem = roleSecretProblem(secret);
  if (problem === undefined) return;
  throw new MultilithError(
    'DATABASE_ROLE_SECRET_WEAK',
    `DATABASE_ROLE_SECRET ${problem}; the passwords of all database roles are derived from it.`,
    'Set it to 32 random bytes, the same at every run: openssl rand -base64 32',
  );
}

/** Returns why a role secret is too weak for production; `undefined` if it is strong. Never contains the secret. */
export function roleSecretProblem(secret: string | undefined): string | undefined {
  if (!secret) return 'is not set';
  const bytes = decoded(secret);
  if (bytes === undefined) return 'is neither hex nor base64';
  if (bytes.length < MIN_SECRET_BYTES) return `holds ${bytes.length} bytes, fewer than ${MIN_SECRET_BYTES}`;
  if (new Set(bytes).size < MIN_DIFFERENT_BYTES) return 'is not random';
  return undefined;
}

function decoded(text: string): Buffer | undefined {
  if (/^(?:[\da-f]{2})+$/i.test(text)) return Buffer.from(text, 'hex');
  return /^[\w+/-]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : undefined;
}
