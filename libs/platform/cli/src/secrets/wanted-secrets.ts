import { MultilithError } from '@multilith/contract';
import { generateKeyPairSync, createPrivateKey, createPublicKey, randomBytes } from 'node:crypto';
import { PROVISION, TOOLS } from '@multilith/nats';
import { contextDatabaseUrl, databaseVariable, MAIN_HOST } from '@multilith/runtime/host';
import { uses, words, type Places } from '../deployment-files/workspace-places.js';
import { grpcSecrets } from './grpc-secrets.js';
import type { Values, WantedSecret } from './wanted-secret.js';

/** The PostgreSQL service in docker-compose.yml, its user and its database. */
const POSTGRES = { host: 'postgres:5432', user: 'multilith', database: 'multilith' };
/** Logins at the NATS server in addition to those of the hosts. */
const OTHER_LOGINS = [PROVISION, TOOLS];

/** Returns all secrets of a deployment, in the order in which they are derived from each other. */
export function wantedSecrets(places: Places, development: boolean): WantedSecret[] {
  const { contexts, hosts } = places;
  // The compose file asks for those of the monolith even while nothing needs a NATS server.
  const onNats = uses(places, 'nats') ? hosts : [MAIN_HOST];
  return [
    ...(development ? [setting('NODE_ENV', 'development'), setting('DEVELOPMENT_ON_NETWORK', 'yes')] : []),
    once('POSTGRES_PASSWORD', ({ DATABASE_URL: url }) => passwordIn(url) ?? hex()),
    once('DATABASE_URL', ({ POSTGRES_PASSWORD: password = '' }) => {
      const { host, user, database } = POSTGRES;
      return `postgres://${user}:${encodeURIComponent(password)}@${host}/${database}`;
    }),
    once('DATABASE_ROLE_SECRET', () => randomBytes(32).toString('base64url')),
    ...contexts.map((context) => once(databaseVariable(context), (values) => contextUrl(values, context))),
    ...[...onNats, ...OTHER_LOGINS].map((login) => once(`${words(login)}_NATS_PASSWORD`, natsPassword)),
    ...hosts.map((host) => once(keyVariable(host), newPrincipalKey)),
    ...(uses(places, 'grpc') ? grpcSecrets(hosts) : []),
    { name: 'PRINCIPAL_PUBLIC_KEYS', valueFor: (values) => publicKeys(hosts, values) },
    { name: 'MULTILITH_CONTEXTS', valueFor: (values) => unlessSame(values['MULTILITH_CONTEXTS'], contexts.join(',')) },
  ];
}

/** Returns the variable for the principal key of a host. */
export const keyVariable = (host: string): string => `${words(host)}_PRINCIPAL_KEY`;

/** Returns the login URL of a context, derived from `DATABASE_URL` and `DATABASE_ROLE_SECRET`. */
export const contextUrl = (values: Values, context: string): string =>
  contextDatabaseUrl(
    { url: values['DATABASE_URL'] ?? '', contextUrls: {}, roleSecret: values['DATABASE_ROLE_SECRET'] },
    context,
  );

/** A value that is generated once and then kept. */
const once = (name: string, make: (values: Values) => string): WantedSecret => ({
  name,
  valueFor: (values) => (values[name] ? undefined : make(values)),
});

const setting = (name: string, value: string): WantedSecret => once(name, () => value);

const unlessSame = (value: string | undefined, wanted: string): string | undefined =>
  value === wanted ? undefined : wanted;

const hex = (): string => randomBytes(32).toString('hex');

/** Begins with a letter: the server parses settings that look like numbers as numbers. */
const natsPassword = (): string => `p${hex()}`;

/** Returns the password of a URL for the PostgreSQL of docker-compose.yml. */
function passwordIn(url: string | undefined): string | undefined {
  if (!url || !URL.canParse(url)) return undefined;
  const { host, password } = new URL(url);
  return host === POSTGRES.host && password ? decodeURIComponent(password) : undefined;
}

const newPrincipalKey = (): string =>
  generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');

/**
 * Returns the listed keys, and the keys of hosts that are not listed. Listed keys are kept, because stored events may
 * carry their signatures, except keys without a host name, which older versions wrote: a host with such a key does not
 * start.
 */
function publicKeys(hosts: readonly string[], values: Values): string | undefined {
  const entries = (values['PRINCIPAL_PUBLIC_KEYS'] ?? '').split(',').filter((entry) => entry.trim() !== '');
  const listed = entries.filter((entry) => /^\s*[a-z][a-z0-9-]*=/.test(entry));
  const wanted = hosts.map((host) => `${host}=${publicHalf(keyVariable(host), values)}`);
  const missing = wanted.filter((entry) => !listed.includes(entry));
  return missing.length === 0 && listed.length === entries.length ? undefined : [...listed, ...missing].join(',');
}

/**
 * Returns the public half of a principal key, base64 of its DER form.
 * @throws MultilithError `PRINCIPAL_KEY_INVALID`
 */
export function publicHalf(variable: string, values: Values): string {
  const body = (values[variable] ?? '').replace(/-----[A-Z ]+-----|\\n|\s/g, '');
  try {
    const key = createPrivateKey({ key: Buffer.from(body, 'base64'), format: 'der', type: 'pkcs8' });
    return createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64');
  } catch {
    // Without the cause, which could contain parts of the key.
    throw new MultilithError(
      'PRINCIPAL_KEY_INVALID',
      `${variable} holds no Ed25519 private key.`,
      'Remove the line; multilith secrets then writes a new key.',
    );
  }
}
