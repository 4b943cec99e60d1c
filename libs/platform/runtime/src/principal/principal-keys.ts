import { MultilithError } from '@multilith/contract';
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomUUID,
  type KeyObject,
} from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MAIN_HOST } from '../topology/topology.js';

/** The Ed25519 keys with which a host signs the principals of its calls and verifies those of other hosts. */
export interface HostKeys {
  /** The private key of this host. `undefined`: it can verify principals, but not call other hosts with a principal. */
  readonly signing: KeyObject | undefined;
  /**
   * Public keys of all hosts, including this one; several per host during key rotation, or as long as old events are
   * read.
   */
  readonly trusted: {
    /** Whether a host is known. Never creates a key, whatever name another host sends. */
    has(host: string): boolean;
    get(host: string): readonly KeyObject[] | undefined;
  };
  /** Hosts that may issue principals (sign users in). */
  readonly issuers: ReadonlySet<string>;
}

/** The keys of a host, or a function that returns them by host name. */
export type PrincipalKeys = HostKeys | ((host: string) => HostKeys);

/** Default issuers of principals: the host with the edge. */
const ISSUERS: ReadonlySet<string> = new Set([MAIN_HOST]);
const KEYS_FOLDER = 'keys';
const HOST = /^[a-z][a-z0-9-]*$/;

/**
 * Reads the keys of a host: `PRINCIPAL_KEY`, its Ed25519 private key, and `PRINCIPAL_PUBLIC_KEYS`, the public keys of
 * all hosts as `host=key,host=key`; a host may appear several times. Each key is PEM, or its base64 body alone.
 * `PRINCIPAL_ISSUERS` lists the hosts that may issue principals, separated by commas. Default: `monolith`. Returns
 * `undefined` without keys.
 *
 * @example openssl genpkey -algorithm ed25519 | openssl pkey -outform DER | base64 -w0
 *
 * @throws MultilithError PRINCIPAL_KEY_INVALID
 */
export function principalKeysFromEnv(
  env: Readonly<Record<string, string | undefined>>,
): ((host: string) => HostKeys) | undefined {
  const { PRINCIPAL_KEY: own, PRINCIPAL_PUBLIC_KEYS: all, PRINCIPAL_ISSUERS: issuers } = env;
  if (!own && !all) return undefined;
  const signing = own ? read('PRINCIPAL_KEY', own, 'PRIVATE') : undefined;
  const trusted = new Map<string, KeyObject[]>();
  for (const entry of (all ?? '').split(',').filter((text) => text.trim() !== '')) {
    const { host, key } = readEntry(entry.trim());
    trusted.set(host, [...(trusted.get(host) ?? []), key]);
  }
  const named = (issuers ?? '').split(',').flatMap((name) => name.trim() || []);
  return (host) => ({
    signing,
    trusted: signing ? withOwn(host, createPublicKey(signing), trusted) : trusted,
    issuers: named.length > 0 ? new Set(named) : ISSUERS,
  });
}

/**
 * Returns the keys of a development machine: a private key per host in `keys/` of the data folder, created on first use
 * and kept, so that older events can still be verified. Production sets `PRINCIPAL_KEY` instead.
 */
export function developmentPrincipalKeys(dataDir: string): (host: string) => HostKeys {
  const folder = join(dataDir, KEYS_FOLDER);
  const fileOf = (host: string): string => join(folder, `${host}.pem`);
  const privateKeyOf = (host: string): KeyObject => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!existsSync(fileOf(host))) createKeyFile(fileOf(host));
    return createPrivateKey(readFileSync(fileOf(host)));
  };
  return keysOf(privateKeyOf, { isKnown: (host) => existsSync(fileOf(host)) });
}

/**
 * Returns the keys of hosts as environment variables: `PRINCIPAL_KEY` of each host and the public keys of all.
 */
export function principalEnv(
  keys: (host: string) => HostKeys,
  hosts: readonly string[],
): (host: string) => { readonly PRINCIPAL_KEY: string; readonly PRINCIPAL_PUBLIC_KEYS: string } {
  const all = hosts
    .map(
      (host) =>
        `${host}=${createPublicKey(keys(host).signing!).export({ format: 'der', type: 'spki' }).toString('base64')}`,
    )
    .join(',');
  return (host) => ({
    PRINCIPAL_KEY: keys(host).signing!.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    PRINCIPAL_PUBLIC_KEYS: all,
  });
}

/**
 * Returns temporary key pairs for tests: one per host, in memory; all hosts trust each other.
 * @param issuers hosts that may issue principals. Default: `monolith`
 */
export const temporaryPrincipalKeys = (issuers: readonly string[] = [MAIN_HOST]): ((host: string) => HostKeys) =>
  keysOf(() => generateKeyPairSync('ed25519').privateKey, { issuers: new Set(issuers) });

function keysOf(
  privateKeyOf: (host: string) => KeyObject,
  { issuers = ISSUERS, isKnown = () => false }: { issuers?: ReadonlySet<string>; isKnown?: (host: string) => boolean },
): (host: string) => HostKeys {
  const pairs = new Map<string, { signing: KeyObject; trusted: readonly KeyObject[] }>();
  const pairOf = (host: string): { signing: KeyObject; trusted: readonly KeyObject[] } => {
    let pair = pairs.get(host);
    if (!pair) {
      const signing = privateKeyOf(host);
      pairs.set(host, (pair = { signing, trusted: [createPublicKey(signing)] }));
    }
    return pair;
  };
  const trusted = {
    has: (host: string) => HOST.test(host) && (pairs.has(host) || isKnown(host)),
    get: (host: string) => (HOST.test(host) ? pairOf(host).trusted : undefined),
  };
  return (host) => ({ signing: pairOf(host).signing, trusted, issuers });
}

const ids = new WeakMap<KeyObject, string>();

/** Returns the id of a key, derived from its content. */
export function keyIdOf(key: KeyObject): string {
  let id = ids.get(key);
  if (id === undefined) {
    const { x } = key.export({ format: 'jwk' });
    ids.set(key, (id = createHash('sha256').update(x!).digest('base64url').slice(0, 12)));
  }
  return id;
}

/** Adds the host's own public key. If the host lists keys of its own, the private key must match one of them. */
function withOwn(
  host: string,
  own: KeyObject,
  trusted: ReadonlyMap<string, readonly KeyObject[]>,
): ReadonlyMap<string, readonly KeyObject[]> {
  const listed = trusted.get(host);
  if (!listed) return new Map([...trusted, [host, [own]]]);
  if (listed.some((key) => key.equals(own))) return trusted;
  throw new MultilithError(
    'PRINCIPAL_KEY_INVALID',
    `PRINCIPAL_KEY of host '${host}' is not among those that PRINCIPAL_PUBLIC_KEYS lists for it, so no host would believe it.`,
    `List its public half there: openssl pkey -pubout.`,
  );
}

function readEntry(entry: string): { host: string; key: KeyObject } {
  const [, host, text] = /^([a-z][a-z0-9-]*)\s*=([^]*)$/.exec(entry) ?? [];
  if (host !== undefined && text !== undefined) return { host, key: read('PRINCIPAL_PUBLIC_KEYS', text, 'PUBLIC') };
  throw new MultilithError(
    'PRINCIPAL_KEY_INVALID',
    'PRINCIPAL_PUBLIC_KEYS has a key without the name of its host.',
    'Write host=key,host=key, with the name of a context that has a host of its own, or monolith.',
  );
}

function read(variable: string, text: string, kind: 'PRIVATE' | 'PUBLIC'): KeyObject {
  const body = text.replace(/-----[A-Z ]+-----|\\n|\s/g, '');
  const pem = `-----BEGIN ${kind} KEY-----\n${body}\n-----END ${kind} KEY-----\n`;
  try {
    const key = kind === 'PRIVATE' ? createPrivateKey(pem) : createPublicKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Reported below without the text, which is a secret.
  }
  throw new MultilithError(
    'PRINCIPAL_KEY_INVALID',
    `${variable} holds no Ed25519 ${kind.toLowerCase()} key.`,
    'Make one with: openssl genpkey -algorithm ed25519; its public half with: openssl pkey -pubout.',
  );
}

function createKeyFile(file: string): void {
  const { privateKey } = generateKeyPairSync('ed25519');
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 });
  try {
    // A hard link is created atomically, and never replaces the key of a host that started at the same moment.
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
}
