import { createHash, randomBytes, sign, type KeyObject } from 'node:crypto';
import { principalRefused } from './principal-refused.js';

/** Maximum length of a token, in characters. */
export const MAX_TOKEN_LENGTH = 8_192;
/** Maximum number of parts of a token: the user, then one part per call or event in the chain. */
export const MAX_PARTS = 16;
/** Maximum clock difference between hosts, in seconds. */
export const CLOCK_TOLERANCE_S = 30;
/** Maximum lifetime of a call part, in seconds. While debugging, calls wait up to one hour. */
export const MAX_LIFETIME_S = 7_200;

const SEPARATOR = '~';
const TYPE = 'ml-principal';
const SECRET_LENGTH = 22;
const SECRET = /^[\w-]+$/;
const PART = /^[\w-]{16,512}\.[\w-]{16,6144}\.[\w-]{86}$/;

/**
 * The claims of a part of a token. The first part names the user who signed in; each further part states that the
 * addressee of the previous part has made a call or published an event.
 */
export interface PartClaims {
  /** `call`: for one call, for a short time. `event`: for one event, as long as the event is stored. */
  readonly use: 'call' | 'event';
  /** The signing host. */
  readonly iss: string;
  /** Digest of all previous parts. */
  readonly prev?: string;
  /** The user who signed in; in the first part only. */
  readonly sub?: string;
  readonly roles?: readonly string[];
  /** `call`: the context that is called. */
  readonly aud?: string;
  /** `call`: begin and end, in seconds since the epoch. */
  readonly iat?: number;
  readonly exp?: number;
  /** `call`: digest of the secret that is sent with the call, so that hosts which see the part later cannot use it. */
  readonly cnf?: string;
  /** `call`, of a command that an event causes: digest of its idempotency key. */
  readonly key?: string;
  /** `event`: its id, the context that published it, and when, in seconds since the epoch. */
  readonly evt?: string;
  readonly pub?: string;
  readonly at?: number;
}

/** A parsed part; only its form is checked. */
export interface ReadPart {
  readonly kid: string;
  readonly claims: Partial<Record<keyof PartClaims, unknown>>;
  /** The signed bytes. */
  readonly signed: Buffer;
  readonly signature: Buffer;
}

/** Returns the SHA-256 digest as base64url, 43 characters. */
export const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** Returns 128 random bits as base64url, 22 characters. */
export const newSecret = (): string => randomBytes(16).toString('base64url');

export const headerOf = (kid: string): string => encode({ alg: 'EdDSA', kid, typ: TYPE });

/** Signs a part and appends it to the previous parts. */
export function signPart(before: string | undefined, header: string, claims: PartClaims, key: KeyObject): string {
  const body = `${header}.${encode(before === undefined ? claims : { ...claims, prev: digestOf(before) })}`;
  const part = `${body}.${sign(null, Buffer.from(body), key).toString('base64url')}`;
  return before === undefined ? part : `${before}${SEPARATOR}${part}`;
}

/** Returns the number of parts of a token. */
export const countParts = (token: string): number => token.split(SEPARATOR).length;

/**
 * Refuses a malformed token before it is decoded or cached. A token has exactly one spelling: characters that a lenient
 * decoder would ignore are refused.
 *
 * @throws MultilithError PRINCIPAL_REFUSED
 */
export function requireForm(token: string): void {
  if (token.length > MAX_TOKEN_LENGTH) throw principalRefused(`is longer than ${MAX_TOKEN_LENGTH} characters`);
  const parts = token.split(SEPARATOR);
  if (parts.length > MAX_PARTS) throw principalRefused(`has more than ${MAX_PARTS} parts`);
  if (!parts.every((part) => PART.test(part))) throw principalRefused('is not a token of this deployment');
}

/** Whether a stored token has the current form. */
export const isToken = (token: string): boolean =>
  token.length <= MAX_TOKEN_LENGTH &&
  token.split(SEPARATOR).every((part) => PART.test(part)) &&
  decode(token.slice(0, token.indexOf('.')))['typ'] === TYPE;

/** Appends the secret of the last part to a token. */
export const withSecret = (token: string, secret: string): string => `${token}${SEPARATOR}${secret}`;

/** Returns the text without the secret; `undefined` for a text without one. */
export function splitSecret(shown: string): { token: string; secret: string } | undefined {
  const at = shown.length - SECRET_LENGTH - 1;
  const secret = shown.slice(at + 1);
  return at > 0 && shown[at] === SEPARATOR && SECRET.test(secret) ? { token: shown.slice(0, at), secret } : undefined;
}

/** Returns the last part of a token and the parts before it. */
export function splitLast(token: string): { before: string | undefined; part: string } {
  const at = token.lastIndexOf(SEPARATOR);
  return at < 0 ? { before: undefined, part: token } : { before: token.slice(0, at), part: token.slice(at + 1) };
}

/** @throws MultilithError PRINCIPAL_REFUSED */
export function readPart(part: string): ReadPart {
  const [header, claims, text] = part.split('.') as [string, string, string];
  const { alg, kid, typ } = decode(header);
  if (alg !== 'EdDSA' || typ !== TYPE || typeof kid !== 'string')
    throw principalRefused('is not a token of this deployment');
  const signature = Buffer.from(text, 'base64url');
  if (signature.toString('base64url') !== text) throw principalRefused('has a signature in another spelling');
  return { kid, claims: decode(claims), signed: Buffer.from(`${header}.${claims}`), signature };
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function decode(part: string): Record<string, unknown> {
  try {
    const value = JSON.parse(Buffer.from(part, 'base64url').toString()) as unknown;
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // The caller refuses a part with missing claims.
  }
  return {};
}
