import { createHash, randomBytes, sign, type KeyObject } from 'node:crypto';
import { principalRefused } from './principal-refused.js';

/** Longest token, in characters. */
export const MAX_TOKEN_LENGTH = 8_192;
/** Most parts of a token: a person, and what calls and events led from there to here. */
export const MAX_PARTS = 16;
/** How far the clocks of hosts may differ, in seconds. */
export const CLOCK_TOLERANCE_S = 30;
/** Longest time that a part of a call may be valid, in seconds. Calls wait an hour at most, while debugging. */
export const MAX_LIFETIME_S = 7_200;

const SEPARATOR = '~';
const TYPE = 'ml-principal';
const SECRET_LENGTH = 22;
const SECRET = /^[\w-]+$/;
const PART = /^[\w-]{16,512}\.[\w-]{16,6144}\.[\w-]{86}$/;

/**
 * What a part of a token says. The first one says who was let in; each further one that the host which the one before was
 * made for has called on, or has published an event.
 */
export interface PartClaims {
  /** `call`: made for one call path and a short time. `event`: goes with one event, for as long as that is kept. */
  readonly use: 'call' | 'event';
  /** Host that signed. */
  readonly iss: string;
  /** Digest of all parts before. */
  readonly prev?: string;
  /** Who was let in; in the first part only. */
  readonly sub?: string;
  readonly roles?: readonly string[];
  /** `call`: the context that is called. */
  readonly aud?: string;
  /** `call`: begin and end, in seconds since the epoch. */
  readonly iat?: number;
  readonly exp?: number;
  /** `call`: digest of the secret that is shown with the call, so that a part which others have seen is of no use to them. */
  readonly cnf?: string;
  /** `call`, of a command that an event causes: digest of its idempotency key. */
  readonly key?: string;
  /** `event`: its id, the context that published it, and when, in seconds since the epoch. */
  readonly evt?: string;
  readonly pub?: string;
  readonly at?: number;
}

/** A part that was taken apart; nothing of it is checked but its form. */
export interface ReadPart {
  readonly kid: string;
  readonly claims: Partial<Record<keyof PartClaims, unknown>>;
  /** What the signature is about. */
  readonly signed: Buffer;
  readonly signature: Buffer;
}

/** SHA-256 as base64url, 43 characters. */
export const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** 128 random bits, 22 characters. */
export const newSecret = (): string => randomBytes(16).toString('base64url');

export const headerOf = (kid: string): string => encode({ alg: 'EdDSA', kid, typ: TYPE });

/** Signs a part and puts it behind those before it. */
export function signPart(before: string | undefined, header: string, claims: PartClaims, key: KeyObject): string {
  const body = `${header}.${encode(before === undefined ? claims : { ...claims, prev: digestOf(before) })}`;
  const part = `${body}.${sign(null, Buffer.from(body), key).toString('base64url')}`;
  return before === undefined ? part : `${before}${SEPARATOR}${part}`;
}

/** How many parts a token has. */
export const countParts = (token: string): number => token.split(SEPARATOR).length;

/**
 * Refuses what cannot be a token, before anything of it is decoded or remembered. A token has one spelling: characters
 * that a lenient decoder would ignore are not in it.
 *
 * @throws MultilithError PRINCIPAL_REFUSED
 */
export function requireForm(token: string): void {
  if (token.length > MAX_TOKEN_LENGTH) throw principalRefused(`is longer than ${MAX_TOKEN_LENGTH} characters`);
  const parts = token.split(SEPARATOR);
  if (parts.length > MAX_PARTS) throw principalRefused(`has more than ${MAX_PARTS} parts`);
  if (!parts.every((part) => PART.test(part))) throw principalRefused('is not a token of this deployment');
}

/** Whether a token that was kept is of the present form. */
export const isToken = (token: string): boolean =>
  token.length <= MAX_TOKEN_LENGTH &&
  token.split(SEPARATOR).every((part) => PART.test(part)) &&
  decode(token.slice(0, token.indexOf('.')))['typ'] === TYPE;

/** Puts the secret of the last part behind a token. */
export const withSecret = (token: string, secret: string): string => `${token}${SEPARATOR}${secret}`;

/** Returns the text without the secret; `undefined` for a text without one. */
export function splitSecret(shown: string): { token: string; secret: string } | undefined {
  const at = shown.length - SECRET_LENGTH - 1;
  const secret = shown.slice(at + 1);
  return at > 0 && shown[at] === SEPARATOR && SECRET.test(secret) ? { token: shown.slice(0, at), secret } : undefined;
}

/** The last part of a token, and the parts before it. */
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
    // Whatever is missing is refused by the caller.
  }
  return {};
}
