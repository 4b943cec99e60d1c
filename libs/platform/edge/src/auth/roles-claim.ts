import type { JWTPayload } from 'jose';

/** Limits of the roles of a token: they are sent with every call that the request causes. */
const MAX_ROLES = 100;
const MAX_ROLE_LENGTH = 100;
const MAX_ROLES_BYTES = 3_000;
/** Claims that contain names separated by spaces (RFC 6749). */
const SPACED = /(?:^|\.)(?:scope|scp)$/;
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;

/**
 * Reads the roles in a token: a list of texts at a path like `realm_access.roles`. A claim whose name contains dots is
 * found by its full name: `https://api.example/roles`. The claims `scope` and `scp` may also be one text with spaces.
 * Any other value has no roles.
 *
 * @returns `undefined` if there are more roles than a token may have
 */
export function rolesIn(claims: JWTPayload, path: string): readonly string[] | undefined {
  const found = valueAt(claims, path.split('.'));
  const listed = typeof found === 'string' && SPACED.test(path) ? found.split(' ') : found;
  if (!Array.isArray(listed)) return [];
  const roles = [...new Set(listed.filter(isRole))];
  return roles.length > MAX_ROLES || Buffer.byteLength(roles.join('')) > MAX_ROLES_BYTES ? undefined : roles;
}

const isRole = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= MAX_ROLE_LENGTH && !UNPRINTABLE.test(value);

/** Prefers the longest matching name, so that names with dots need no escaping. */
function valueAt(value: unknown, names: readonly string[]): unknown {
  if (names.length === 0) return value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  for (let taken = names.length; taken > 0; taken--) {
    const name = names.slice(0, taken).join('.');
    if (Object.hasOwn(value, name)) return valueAt((value as Record<string, unknown>)[name], names.slice(taken));
  }
  return undefined;
}
