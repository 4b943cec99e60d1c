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
import { RuntimeError } from '../errors/runtime-error.js';

/** The Ed25519 keys with which hosts vouch for principals to each other. */
export interface PrincipalKeys {
  /** Signs. Needed where people are let in (an HTTP edge, a command line); a host without it passes on what came. */
  readonly signing: KeyObject | undefined;
  /** Public keys whose signatures are believed, by key id. That of {@link signing} is among them. */
  readonly trusted: ReadonlyMap<string, KeyObject>;
}

const KEY_FILE = 'principal-key.pem';

/**
 * Reads the keys of a host: `PRINCIPAL_KEY`, an Ed25519 private key, and `PRINCIPAL_PUBLIC_KEYS`, the public keys of
 * others or of earlier days, separated by commas. Each is PEM, or its base64 body alone. `undefined` where neither is set.
 *
 * @example openssl genpkey -algorithm ed25519 | openssl pkey -outform DER | base64 -w0
 *
 * @throws RuntimeError PRINCIPAL_KEY_INVALID
 */
export function principalKeysFromEnv(env: Readonly<Record<string, string | undefined>>): PrincipalKeys | undefined {
  const { PRINCIPAL_KEY: own, PRINCIPAL_PUBLIC_KEYS: others } = env;
  if (!own && !others) return undefined;
  return principalKeys(
    own ? read('PRINCIPAL_KEY', own, 'PRIVATE') : undefined,
    (others ?? '')
      .split(',')
      .filter((text) => text.trim() !== '')
      .map((text) => read('PRINCIPAL_PUBLIC_KEYS', text, 'PUBLIC')),
  );
}

/**
 * The keys of a development machine: one pair in a file of the data folder, made by whichever host comes first. Whoever
 * reads the file can act as anyone, so production has `PRINCIPAL_KEY` instead.
 */
export function developmentPrincipalKeys(dataDir: string): PrincipalKeys {
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, KEY_FILE);
  if (!existsSync(file)) createKeyFile(file);
  return principalKeys(createPrivateKey(readFileSync(file)), []);
}

/** A pair that lives as long as the process, for tests. */
export const temporaryPrincipalKeys = (): PrincipalKeys => principalKeys(generateKeyPairSync('ed25519').privateKey, []);

/** Puts keys together; those of the signing key itself need not be repeated. */
export function principalKeys(signing: KeyObject | undefined, others: readonly KeyObject[]): PrincipalKeys {
  const trusted = [...(signing ? [createPublicKey(signing)] : []), ...others];
  return { signing, trusted: new Map(trusted.map((key) => [keyIdOf(key), key])) };
}

/** Names a key by its content: nobody has to hand out names. */
export function keyIdOf(key: KeyObject): string {
  const { x } = key.export({ format: 'jwk' });
  return createHash('sha256').update(x!).digest('base64url').slice(0, 12);
}

function read(variable: string, text: string, kind: 'PRIVATE' | 'PUBLIC'): KeyObject {
  const body = text.replace(/-----[A-Z ]+-----|\\n|\s/g, '');
  const pem = `-----BEGIN ${kind} KEY-----\n${body}\n-----END ${kind} KEY-----\n`;
  try {
    const key = kind === 'PRIVATE' ? createPrivateKey(pem) : createPublicKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Told below, without the text: it is a secret.
  }
  throw new RuntimeError(
    'PRINCIPAL_KEY_INVALID',
    `${variable} holds no Ed25519 ${kind.toLowerCase()} key.`,
    'Make one with: openssl genpkey -algorithm ed25519; give hosts that only check its public half: openssl pkey -pubout.',
  );
}

function createKeyFile(file: string): void {
  const { privateKey } = generateKeyPairSync('ed25519');
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 });
  try {
    // A link appears whole or not at all, and never over the key of a host that started at the same moment.
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
}
