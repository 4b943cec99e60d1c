import { createPublicKey, sign, verify as isSignedBy } from 'node:crypto';
import type { Principal } from '@multilith/contract';
import { RuntimeError } from '../errors/runtime-error.js';
import { keyIdOf, type PrincipalKeys } from './principal-keys.js';
import type { PrincipalSeal } from '../transport/principal-seal.js';
import { RecentlyUsed } from './recently-used.js';

/** Principals and tokens that are remembered, each; signing or checking one takes about 50 µs. */
const REMEMBERED = 10_000;
const TYPE = 'multilith-principal';

/**
 * Signs principals for other hosts, and checks those that come from there. A token is a JWS (EdDSA) of subject and
 * roles; it travels unchanged through calls and events. It says who somebody was when let in, and has no end: an event
 * may be handled, and its commands be sent, months later. Keys end it (`docs/adr/0013-signed-principals.md`).
 */
export class PrincipalTokens implements PrincipalSeal {
  readonly #keys: PrincipalKeys;
  readonly #header: string | undefined;
  /** Tokens of principals that came with one or have been signed here. */
  readonly #tokens = new WeakMap<Principal, string>();
  readonly #signed = new RecentlyUsed<string, string>(REMEMBERED);
  readonly #verified = new RecentlyUsed<string, Principal>(REMEMBERED);

  constructor(keys: PrincipalKeys) {
    this.#keys = keys;
    const { signing } = keys;
    this.#header = signing && encode({ alg: 'EdDSA', kid: keyIdOf(createPublicKey(signing)), typ: TYPE });
  }

  /** The token of a principal; `undefined` for one that came without and that this host cannot sign. */
  tokenOf(principal: Principal): string | undefined {
    let token = this.#tokens.get(principal);
    if (token === undefined && this.#header !== undefined) {
      const { subject, roles } = principal;
      const identity = JSON.stringify([subject, roles]);
      token = this.#signed.get(identity) ?? this.#newToken(principal);
      this.#signed.set(identity, token);
      this.#tokens.set(principal, token);
    }
    return token;
  }

  /**
   * The token to keep with what a principal caused. A host that signs needs none: it signs what it reads from its own
   * database, so that its journals outlive its keys.
   */
  tokenToKeep(principal: Principal): string | undefined {
    return this.#header === undefined ? this.#tokens.get(principal) : undefined;
  }

  /** Gives a principal the token that was kept, so that it travels on unchanged. */
  adopt(principal: Principal, token: string): void {
    this.#tokens.set(principal, token);
  }

  /**
   * Who a token speaks of.
   * @throws RuntimeError PRINCIPAL_REFUSED, which says why
   */
  verify(token: string): Principal {
    const known = this.#verified.get(token);
    if (known) return known;
    const principal = this.#check(token);
    this.#verified.set(token, principal);
    this.#tokens.set(principal, token);
    return principal;
  }

  #newToken({ subject, roles }: Principal): string {
    const claims = encode({ sub: subject, roles, iat: Math.floor(Date.now() / 1_000) });
    const signature = sign(null, Buffer.from(`${this.#header}.${claims}`), this.#keys.signing!);
    return `${this.#header}.${claims}.${signature.toString('base64url')}`;
  }

  #check(token: string): Principal {
    const [header = '', claims = '', signature = '', ...rest] = token.split('.');
    const { alg, kid, typ } = decode(header);
    if (rest.length > 0 || alg !== 'EdDSA' || typ !== TYPE || typeof kid !== 'string') throw refused('is none of ours');
    const key = this.#keys.trusted.get(kid);
    if (!key) throw refused(`is signed with key '${kid.slice(0, 40)}', which this host does not know`);
    if (!isSignedBy(null, Buffer.from(`${header}.${claims}`), key, Buffer.from(signature, 'base64url')))
      throw refused('has a signature that does not fit it');
    const { sub, roles } = decode(claims);
    if (typeof sub !== 'string' || !Array.isArray(roles) || !roles.every((role) => typeof role === 'string'))
      throw refused('names nobody');
    return Object.freeze({ subject: sub, roles: Object.freeze(roles as string[]) });
  }
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function decode(part: string): Record<string, unknown> {
  try {
    const value = JSON.parse(Buffer.from(part, 'base64url').toString()) as unknown;
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Told by the caller: whatever is missing fails there.
  }
  return {};
}

const refused = (why: string): RuntimeError =>
  new RuntimeError(
    'PRINCIPAL_REFUSED',
    `A call or event came with a principal that ${why}.`,
    'Give every host the public keys of those that sign (PRINCIPAL_PUBLIC_KEYS), also earlier ones whose events are still read.',
  );
