import { MultilithError } from '@multilith/contract';
import { hkdfSync } from 'node:crypto';

/** Fewest random bytes of a role secret in production. */
const MIN_SECRET_BYTES = 32;
/** 32 random bytes have about 30 different values; with fewer than this a text was not drawn at random. */
const MIN_DIFFERENT_BYTES = 16;

/** The password of a role: HKDF-SHA256 of the secret. It tells nothing about the secret or about other passwords. */
export const rolePassword = (secret: string, role: string): string =>
  Buffer.from(hkdfSync('sha256', secret, 'multilith', `database role ${role}`, 32)).toString('base64url');

/**
 * Refuses a role secret that can be guessed: the login of one context would give away those of all others.
 *
 * @throws MultilithError `DATABASE_ROLE_SECRET_WEAK` if it is missing, or not 32 random bytes as hex, base64 or base64url
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

/** What is wrong with a role secret for production; `undefined` if it is strong. Never contains the secret. */
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
