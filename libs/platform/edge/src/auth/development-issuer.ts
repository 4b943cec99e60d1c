import { MultilithError } from '@multilith/contract';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { createLocalJWKSet, exportJWK, generateKeyPair, importJWK, SignJWT, type JSONWebKeySet, type JWK } from 'jose';
import { PRODUCT } from '../defaults.js';
import { Authenticator } from './authenticator.js';

const ALGORITHM = 'ES256';
/** A week, so that developers do not have to fetch a token every morning. */
const MAX_LIFETIME_SECONDS = 7 * 86_400;
const ISSUER = 'urn:multilith:development';
const KEY_FILE = 'dev-key.json';
/** Name of the file in the data folder that contains the token for the command line tools. */
export const TOKEN_FILE = 'dev-token';

/** The subject of a development token. */
export interface DevelopmentSubject {
  readonly subject: string;
  readonly roles: readonly string[];
  /** Validity of the token, in jose's format (`'1h'`); at most 7 days. Default: 7 days. */
  readonly validFor?: string;
}

/**
 * Signs tokens if no identity provider is configured, with a key in the data folder. For development only: anyone who
 * can read the folder can sign in as any user.
 */
export class DevelopmentIssuer {
  readonly #key: JWK;
  readonly #dataDir: string;
  readonly #audience: string;

  private constructor(key: JWK, dataDir: string, audience: string) {
    this.#key = key;
    this.#dataDir = dataDir;
    this.#audience = audience;
  }

  /**
   * Reads the key of a data folder, or creates one. Instances that share the folder share the key.
   *
   * @param options.audience `aud` of the tokens. Default: `Multilith`
   * @throws MultilithError `DEVELOPMENT_KEY_SPOILT` if the file contains anything else
   */
  static async open(
    dataDir: string,
    { audience = PRODUCT }: { readonly audience?: string } = {},
  ): Promise<DevelopmentIssuer> {
    mkdirSync(dataDir, { recursive: true });
    const file = join(dataDir, KEY_FILE);
    if (!existsSync(file)) await createKey(file);
    return new DevelopmentIssuer(await readKey(file), dataDir, audience);
  }

  /** Returns the public half of the key, for `/.well-known/jwks.json`. */
  get jwks(): JSONWebKeySet {
    const { d: _private, ...published } = this.#key;
    return { keys: [published] };
  }

  /** Returns an authenticator that accepts the tokens of this issuer. */
  authenticator(): Authenticator {
    const expected = { issuer: ISSUER, audience: this.#audience, maxLifetimeSeconds: MAX_LIFETIME_SECONDS };
    return new Authenticator(expected, createLocalJWKSet(this.jwks));
  }

  /** Signs a token. */
  async sign({ subject, roles, validFor = '7d' }: DevelopmentSubject): Promise<string> {
    return new SignJWT({ roles })
      .setProtectedHeader({ alg: ALGORITHM, typ: 'at+jwt', kid: this.#key.kid! })
      .setSubject(subject)
      .setIssuer(ISSUER)
      .setAudience(this.#audience)
      .setIssuedAt()
      .setExpirationTime(validFor)
      .sign(await importJWK(this.#key, ALGORITHM));
  }

  /** Stores a token in the data folder for the command line tools; only the owner can read it. */
  keepToken(token: string): void {
    const file = join(this.#dataDir, TOKEN_FILE);
    rmSync(file, { force: true });
    writeFileSync(file, `${token}\n`, { mode: 0o600 });
  }
}

async function readKey(file: string): Promise<JWK> {
  try {
    const key = JSON.parse(readFileSync(file, 'utf8')) as JWK;
    const imported = await importJWK(key, ALGORITHM);
    if (!(imported instanceof CryptoKey) || imported.type !== 'private' || typeof key.kid !== 'string')
      throw new TypeError('It is no private key with an id.');
    return key;
  } catch (cause) {
    throw new MultilithError(
      'DEVELOPMENT_KEY_SPOILT',
      `${file} is not the key that signs tokens for development.`,
      'Delete it; the next start makes another one, which accepts none of the tokens given so far.',
      { cause },
    );
  }
}

async function createKey(file: string): Promise<void> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const key: JWK = { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: ALGORITHM, use: 'sig' };
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, JSON.stringify(key), { mode: 0o600 });
  try {
    // A link appears atomically, and never replaces the key of an instance that started at the same moment.
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
}
