import { MultilithError, type Principal } from '@multilith/contract';

/** Maximum length of a subject, in characters; the limit of OpenID Connect. */
export const MAX_SUBJECT_LENGTH = 255;
const MAX_ROLES = 100;
/** Maximum size of all roles together, in bytes, so that they fit into a token. */
const MAX_ROLES_BYTES = 3_000;
const UNSPEAKABLE = /[\p{Cc}\u2028\u2029]/u;

/**
 * Returns why a subject or its roles are invalid; `undefined` if hosts, logs and databases accept them. Call it at
 * sign-in, to refuse a token with a reason.
 */
export function principalProblem(subject: unknown, roles: unknown): string | undefined {
  if (typeof subject !== 'string' || subject === '') return 'has no subject';
  if (subject.length > MAX_SUBJECT_LENGTH) return `has a subject of more than ${MAX_SUBJECT_LENGTH} characters`;
  if (UNSPEAKABLE.test(subject) || !subject.isWellFormed()) return 'has a subject with control characters';
  if (!Array.isArray(roles) || roles.length > MAX_ROLES) return `has more than ${MAX_ROLES} roles`;
  let bytes = 0;
  for (const role of roles as unknown[]) {
    if (typeof role !== 'string' || UNSPEAKABLE.test(role))
      return 'has roles that are no texts, or with control characters';
    bytes += Buffer.byteLength(role);
  }
  return bytes > MAX_ROLES_BYTES ? `has roles of more than ${MAX_ROLES_BYTES} bytes` : undefined;
}

/** @throws MultilithError PRINCIPAL_INVALID */
export function requireValidPrincipal({ subject, roles }: Principal): void {
  const problem = principalProblem(subject, roles);
  if (problem)
    throw new MultilithError(
      'PRINCIPAL_INVALID',
      `A request is made for a principal that ${problem}.`,
      'Refuse such a token where people are let in.',
    );
}

/** Returns the principal for handlers of an event: the subject, without the roles that it had at publication. */
export const withoutRoles = ({ subject }: Pick<Principal, 'subject'>): Principal =>
  Object.freeze({ subject, roles: NO_ROLES });

const NO_ROLES: readonly string[] = Object.freeze([]);
