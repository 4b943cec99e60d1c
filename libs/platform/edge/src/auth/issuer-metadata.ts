import { problemOf } from '@multilith/contract';
import { isSecure } from './auth-config.js';
import { readJson } from './bounded-json.js';
import { issuerUnreadable } from './issuer-unreadable.js';

/**
 * Finds the URL of an issuer's keys: requests its metadata as defined by OpenID Connect Discovery and then by RFC 8414,
 * which differ in where the path of the issuer goes.
 *
 * @param development whether a loopback URL needs no TLS
 * @throws MultilithError `AUTH_ISSUER_UNREADABLE` if neither responds, if the metadata belongs to another issuer, or if
 * it contains no safe URL
 */
export async function discoverJwksUrl(issuer: string, development: boolean): Promise<URL> {
  const failures: unknown[] = [];
  for (const url of metadataUrls(issuer)) {
    try {
      return jwksUrlIn(await readJson(url), issuer, url, development);
    } catch (error) {
      failures.push(error);
    }
  }
  throw issuerUnreadable(failures.map(problemOf).join(' '), { cause: new AggregateError(failures) });
}

function metadataUrls(issuer: string): URL[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  return [
    new URL(`${origin}${path}/.well-known/openid-configuration`),
    new URL(`${origin}/.well-known/oauth-authorization-server${path}`),
  ];
}

function jwksUrlIn(metadata: unknown, issuer: string, url: URL, development: boolean): URL {
  const { issuer: named, jwks_uri: jwks } = (metadata ?? {}) as { issuer?: unknown; jwks_uri?: unknown };
  if (named !== issuer)
    throw issuerUnreadable(
      `${url.href} is the metadata of issuer ${JSON.stringify(named)?.slice(0, 200)}, not of '${issuer}'.`,
    );
  if (typeof jwks !== 'string' || !URL.canParse(jwks)) throw issuerUnreadable(`${url.href} names no address of keys.`);
  const address = new URL(jwks);
  if (!isSecure(address, development))
    throw issuerUnreadable(`${url.href} names keys at ${jwks}, which is no https address.`);
  return address;
}
