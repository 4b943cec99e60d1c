import { createPublicKey } from 'node:crypto';
import { databaseVariable, MAIN_HOST } from '@multilith/runtime/host';
import { uses } from '../../deployment-files/workspace-places.js';
import { publicHalf } from '../../secrets/wanted-secrets.js';
import { faults, notNeeded, type Check } from '../finding.js';
import { connects, contextsOf, type InspectedDeployment, type InspectedHost } from '../inspected-deployment.js';
import { passwordIn } from '../secret-strength.js';

const isSplit = ({ places }: InspectedDeployment): boolean => places.hosts.length > 1;
const ALONE = notNeeded('All contexts run in one host, which no other one calls.');
const faultsOf = (deployment: InspectedDeployment, find: (host: InspectedHost) => readonly string[]) =>
  faults(deployment.hosts.flatMap((host) => find(host).map((fault) => `${host.name}: ${fault}`)));

const deployed: Check = {
  name: 'hosts-deployed',
  title: 'The compose file has a service for every host of the topology',
  remedy: 'Run npx nx extract with --force for the host that is missing.',
  run: ({ compose, hosts, places }) =>
    compose === undefined
      ? notNeeded('There is no compose file.')
      : faults(
          places.hosts
            .filter((name) => !hosts.some((host) => host.name === name))
            .map((name) => `There is no service ${name}.`),
        ),
};

const production: Check = {
  name: 'node-env',
  title: 'Hosts run with NODE_ENV=production, and nothing that is for development is on',
  remedy: 'Set NODE_ENV=production; remove MULTILITH_DEBUG and DEVELOPMENT_ON_NETWORK.',
  run: (deployment) =>
    faultsOf(deployment, ({ env }) => [
      ...(env['NODE_ENV'] === 'production' ? [] : [`NODE_ENV is '${env['NODE_ENV'] ?? ''}'.`]),
      ...(env['MULTILITH_DEBUG'] === '1' ? ['MULTILITH_DEBUG is 1.'] : []),
      ...(env['DEVELOPMENT_ON_NETWORK'] ? ['DEVELOPMENT_ON_NETWORK is set.'] : []),
    ]),
};

const databaseLogins: Check = {
  name: 'hosts-database-logins',
  title: 'Each host has the database logins of its own contexts and no other secret of the database',
  remedy: 'Give hosts <CONTEXT>_DATABASE_URL only; DATABASE_URL and DATABASE_ROLE_SECRET are for multilith provision.',
  run: (deployment) => {
    const { places, values, compose } = deployment;
    const admin = new Set([values['POSTGRES_PASSWORD'], passwordIn(values['DATABASE_URL'])].filter(Boolean));
    return faultsOf(deployment, ({ name, env }) => {
      const wanted = contextsOf(places, name, MAIN_HOST).map(databaseVariable);
      const given = Object.keys(env).filter((key) => /._DATABASE_URL$/.test(key) && env[key]);
      const holdsAdmin = Object.entries(env).filter(
        ([key, value]) => !ADMIN.includes(key) && admin.has(passwordIn(value) ?? value),
      );
      return [
        ...ADMIN.filter((key) => env[key]).map((key) => `it has ${key}.`),
        // Without a compose file there is one environment for all hosts.
        ...(compose ? holdsAdmin.map(([key]) => `${key} holds the password of the superuser.`) : []),
        ...wanted.filter((key) => !env[key]).map((key) => `${key} is not set.`),
        ...given.filter((key) => !wanted.includes(key)).map((key) => `${key} belongs to a context of another host.`),
      ];
    });
  },
};

const ADMIN = ['DATABASE_URL', 'DATABASE_ROLE_SECRET'];

const natsLogins: Check = {
  name: 'hosts-nats-logins',
  title: 'Each host logs in to NATS as itself, with a secret of its own',
  remedy: 'Set NATS_USER to the name of the host and NATS_PASSWORD to its own, or NATS_CREDS or NATS_NKEY.',
  run: (deployment) => {
    if (!uses(deployment.places, 'nats')) return notNeeded('No context is reached over NATS.');
    const owners = new Map<string, string>();
    return faultsOf(deployment, (host) => {
      const { name, env } = host;
      if (!connects(deployment.places, host, 'nats', 'NATS_URL')) return [];
      if (env['NATS_CREDS'] || env['NATS_NKEY'] || env['NATS_TLS_CERT']) return [];
      const { user, password } = natsLogin(env);
      const other = owners.get(password);
      owners.set(password, name);
      return [
        ...(env['NATS_URL'] ? [] : ['NATS_URL is not set.']),
        ...(user === name ? [] : [`it logs in as '${user}'.`]),
        ...(password === '' ? ['it has no NATS_PASSWORD.'] : []),
        ...(password !== '' && other !== undefined ? [`its NATS_PASSWORD is that of ${other}.`] : []),
      ];
    });
  },
};

/** Returns user and password of a host, from its variables or its URL. */
export function natsLogin(env: InspectedHost['env']): { readonly user: string; readonly password: string } {
  const url = env['NATS_URL'] && URL.canParse(env['NATS_URL']) ? new URL(env['NATS_URL']) : undefined;
  return {
    user: env['NATS_USER'] ?? decodeURIComponent(url?.username ?? ''),
    password: env['NATS_PASSWORD'] ?? decodeURIComponent(url?.password ?? ''),
  };
}

const keys: Check = {
  name: 'hosts-keys',
  title: 'Each host signs with a key of its own, and every host knows whose key is whose',
  remedy: 'Run npm run multilith -- secrets, which writes a key per host and PRINCIPAL_PUBLIC_KEYS.',
  run: (deployment) => {
    if (!isSplit(deployment)) return ALONE;
    const owners = new Map<string, string>();
    const lists = new Set(deployment.hosts.map(({ env }) => env['PRINCIPAL_PUBLIC_KEYS'] ?? ''));
    const { status: _, details } = faultsOf(deployment, ({ name, env }) => {
      if (!env['PRINCIPAL_KEY']) return ['PRINCIPAL_KEY is not set.'];
      const key = publicKeyOf(env);
      if (key === undefined) return ['PRINCIPAL_KEY is no Ed25519 private key.'];
      const other = owners.get(key);
      owners.set(key, name);
      const list = keysOf(env['PRINCIPAL_PUBLIC_KEYS'] ?? '');
      const listed = list.some(([host, text]) => host === name && text === key);
      return [
        ...(list.every(([host, text]) => HOST.test(host) && text)
          ? []
          : ['PRINCIPAL_PUBLIC_KEYS has an entry that is no host=key.']),
        ...(other === undefined ? [] : [`its key is that of ${other}.`]),
        ...(listed ? [] : [`PRINCIPAL_PUBLIC_KEYS does not list its key as ${name}=….`]),
      ];
    });
    return faults([...details, ...(lists.size > 1 ? ['PRINCIPAL_PUBLIC_KEYS is not the same for all hosts.'] : [])]);
  },
};

function publicKeyOf(env: InspectedHost['env']): string | undefined {
  try {
    return publicHalf('PRINCIPAL_KEY', env);
  } catch {
    return undefined;
  }
}

const HOST = /^[a-z][a-z0-9-]*$/;

/** Entries `host=key`, each key in base64 of its DER form. */
function keysOf(list: string): (readonly [string, string])[] {
  const entries = list.split(',').filter((entry) => entry.trim() !== '');
  return entries.map((entry) => {
    const [, host = '', text = ''] = /^\s*([^=]*)=(.*)$/s.exec(entry) ?? [];
    const body = text.replace(/-----[A-Z ]+-----|\\n|\s/g, '');
    try {
      const key = createPublicKey({ key: Buffer.from(body, 'base64'), format: 'der', type: 'spki' });
      return [host, key.export({ format: 'der', type: 'spki' }).toString('base64')];
    } catch {
      return [host, ''];
    }
  });
}

export const hostChecks: readonly Check[] = [deployed, production, databaseLogins, natsLogins, keys];
