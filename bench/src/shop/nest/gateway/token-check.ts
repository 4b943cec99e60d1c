import { importJWK, jwtVerify, type CryptoKey, type JWK } from 'jose';

/** The signed-in user. */
export interface Principal {
  readonly subject: string;
  readonly roles: readonly string[];
}

/** Verifies access tokens, with the same algorithm and library as the edge of a Multilith host. */
export class TokenCheck {
  readonly #key: CryptoKey | Uint8Array;

  private constructor(key: CryptoKey | Uint8Array) {
    this.#key = key;
  }

  /** @param key the public key, as JSON Web Key */
  static async open(key: string): Promise<TokenCheck> {
    return new TokenCheck(await importJWK(JSON.parse(key) as JWK, 'EdDSA'));
  }

  /** @throws Error if the token is not valid */
  async principalOf(authorization: string | undefined): Promise<Principal | undefined> {
    if (authorization === undefined) return undefined;
    const { payload } = await jwtVerify(authorization.slice('Bearer '.length), this.#key, { algorithms: ['EdDSA'] });
    return { subject: payload.sub!, roles: payload['roles'] as string[] };
  }
}
