import { MAIN_HOST } from '@multilith/runtime/host';
import { uses } from '../../deployment-files/workspace-places.js';
import { faults, notNeeded, type Check } from '../finding.js';
import { isLoopback, isService, type InspectedDeployment } from '../inspected-deployment.js';

/** Values of `sslmode` with which node-postgres verifies the certificate of the server. */
const VERIFIED = ['require', 'verify-ca', 'verify-full'];

const database: Check = {
  name: 'database-tls',
  title: 'Connections to the database are encrypted where they leave the machine',
  remedy: 'Add ?sslmode=verify-full to the URLs, and sslrootcert=FILE for an authority of your own.',
  run: (deployment) =>
    faults(
      urlsOf(deployment, /^(?:[A-Z][A-Z0-9_]*_)?DATABASE_URL$/)
        .filter(({ url }) => !stays(deployment, url) && !VERIFIED.includes(url.searchParams.get('sslmode') ?? ''))
        .map(({ host, name, url }) => `${host}: ${name} goes to ${url.hostname} without TLS that is checked.`),
    ),
};

const nats: Check = {
  name: 'nats-tls',
  title: 'Connections to NATS are encrypted where they leave the machine',
  remedy: 'Use tls:// in NATS_URL, or NATS_TLS_CA; see libs/platform/nats/README.md.',
  run: (deployment) =>
    !uses(deployment.places, 'nats')
      ? notNeeded('No context is reached over NATS.')
      : faults(
          deployment.hosts.flatMap(({ name, env }) =>
            (env['NATS_URL'] ?? '')
              .split(',')
              .filter((text) => URL.canParse(text))
              .map((text) => new URL(text))
              .filter((url) => !stays(deployment, url) && !/^(?:tls|wss):$/.test(url.protocol) && !hasTls(env))
              .map((url) => `${name}: NATS_URL goes to ${url.hostname} without TLS.`),
          ),
        ),
};

const auth: Check = {
  name: 'auth',
  title: 'The edge accepts the tokens of an identity provider that is reached over TLS',
  remedy: 'Set AUTH_ISSUER and AUTH_AUDIENCE (and AUTH_JWKS_URL) to those of your provider, with https:// addresses.',
  run: ({ hosts }) =>
    faults(
      hosts
        .filter(({ name }) => name === MAIN_HOST)
        .flatMap(({ env }) => [
          ...['AUTH_ISSUER', 'AUTH_AUDIENCE'].filter((key) => !env[key]).map((key) => `${key} is not set.`),
          ...['AUTH_ISSUER', 'AUTH_JWKS_URL']
            .filter((key) => env[key]?.startsWith('http:'))
            .map((key) => `${key} has no TLS.`),
        ]),
    ),
};

/**
 * Whether traffic to an address stays on the machine: it is a service of the same compose file, or the machine itself.
 */
const stays = (deployment: InspectedDeployment, { hostname }: URL): boolean =>
  hostname === '' || isLoopback(hostname) || isService(deployment, hostname);

const hasTls = (env: Readonly<Record<string, string | undefined>>): boolean =>
  Boolean(env['NATS_TLS_CA'] || env['NATS_TLS_CERT']);

function urlsOf({ hosts }: InspectedDeployment, names: RegExp) {
  return hosts.flatMap(({ name: host, env }) =>
    Object.entries(env)
      .filter(([name, text]) => names.test(name) && text && URL.canParse(text))
      .map(([name, text]) => ({ host, name, url: new URL(text!) })),
  );
}

export const addressChecks: readonly Check[] = [database, nats, auth];
