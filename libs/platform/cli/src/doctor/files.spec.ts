import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CertificateAuthority } from '@multilith/grpc/certificates';
import { expect, it } from 'vitest';
import { TestDeployment } from '../../test/test-deployment.js';
import { checks } from './checks/index.js';

const PAGE = resolve(import.meta.dirname, '../../../../../docs/production.md');

it('a deployment with correct files has no findings; servers that do not respond are unknown', async () => {
  const deployment = await TestDeployment.create();
  const results = Object.values(await deployment.check());
  expect(results.map(({ name }) => name)).toEqual(checks.map(({ name }) => name));
  expect(results.filter(({ status }) => status === 'fail')).toEqual([]);
  expect(results.filter(({ status }) => status === 'unknown').map(({ name }) => name)).toEqual([
    'database-roles',
    'database-role-limits',
    'database-public',
    'database-others',
    'nats-anonymous',
    'nats-permissions',
    'nats-streams',
  ]);
});

const BREACHES: [check: string, what: string, breakIt: (deployment: TestDeployment) => void, detail: RegExp][] = [
  [
    'node-version',
    'an old Node in an image',
    (d) => d.write('apps/monolith/Dockerfile', 'ARG NODE_IMAGE=node:18-alpine'),
    /Dockerfile has Node 18/,
  ],
  [
    'secrets-present',
    'a secret that is missing',
    (d) => d.set('POSTGRES_PASSWORD', ''),
    /POSTGRES_PASSWORD is not set/,
  ],
  [
    'secrets-strong',
    'a short password',
    (d) => d.set('POSTGRES_PASSWORD', 'multilith'),
    /POSTGRES_PASSWORD holds \d bytes/,
  ],
  [
    'secrets-strong',
    'a short role secret',
    (d) => d.set('DATABASE_ROLE_SECRET', 'c2VjcmV0LXNlY3JldC1zZWNy'),
    /fewer than 32/,
  ],
  [
    'secrets-strong',
    'a password in a URL',
    (d) => d.set('RINGS_DATABASE_URL', 'postgres://rings:rings@postgres:5432/multilith'),
    /RINGS_DATABASE_URL holds/,
  ],
  ['secrets-strong', 'a secret that is one letter', (d) => d.set('DATABASE_ROLE_SECRET', 'a'.repeat(64)), /not random/],
  [
    'secrets-strong',
    'a password that two logins share',
    (d) => d.set('RINGS_NATS_PASSWORD', d.values['MONOLITH_NATS_PASSWORD']!),
    /RINGS_NATS_PASSWORD.* are the same/,
  ],
  ['secrets-private', 'a file that others can read', (d) => d.chmod(0o644), /mode 644/],
  [
    'secrets-private',
    'a file that git would keep',
    (d) => void execFileSync('git', ['init', '-q', d.folder]),
    /not ignored by git/,
  ],
  [
    'secrets-private',
    'a file that git keeps',
    (d) => {
      execFileSync('git', ['init', '-q', d.folder]);
      execFileSync('git', ['-C', d.folder, 'add', '-f', '.env.production']);
    },
    /tracked by git/,
  ],
  ['hosts-deployed', 'a host without a service', (d) => delete d.services['rings'], /no service rings/],
  ['node-env', 'development', (d) => d.set('NODE_ENV', 'development'), /NODE_ENV is 'development'/],
  ['node-env', 'a word that is neither', (d) => (d.env('rings')['NODE_ENV'] = 'prod'), /rings: NODE_ENV is 'prod'/],
  ['node-env', 'breakpoints', (d) => (d.env('rings')['MULTILITH_DEBUG'] = '1'), /MULTILITH_DEBUG/],
  [
    'node-env',
    'development on the network',
    (d) => (d.env('monolith')['DEVELOPMENT_ON_NETWORK'] = 'yes'),
    /DEVELOPMENT_ON_NETWORK/,
  ],
  [
    'hosts-database-logins',
    'the login of the superuser',
    (d) => (d.env('rings')['DATABASE_URL'] = '${DATABASE_URL}'),
    /rings: it has DATABASE_URL/,
  ],
  [
    'hosts-database-logins',
    'what passwords are derived from',
    (d) => (d.env('rings')['DATABASE_ROLE_SECRET'] = '${DATABASE_ROLE_SECRET}'),
    /rings: it has DATABASE_ROLE_SECRET/,
  ],
  [
    'hosts-database-logins',
    'the password of the superuser by another name',
    (d) => (d.env('rings')['PGPASSWORD'] = '${POSTGRES_PASSWORD}'),
    /PGPASSWORD holds the password/,
  ],
  [
    'hosts-database-logins',
    'the superuser in the URL of a context',
    (d) => d.set('RINGS_DATABASE_URL', d.values['DATABASE_URL']!),
    /RINGS_DATABASE_URL holds the password/,
  ],
  [
    'hosts-database-logins',
    'the login of another host',
    (d) => (d.env('rings')['BELLS_DATABASE_URL'] = '${BELLS_DATABASE_URL}'),
    /rings: BELLS_DATABASE_URL belongs/,
  ],
  [
    'hosts-database-logins',
    'no login of its own',
    (d) => delete d.env('rings')['RINGS_DATABASE_URL'],
    /RINGS_DATABASE_URL is not set/,
  ],
  [
    'hosts-nats-logins',
    'the login of another host',
    (d) => (d.env('rings')['NATS_USER'] = 'monolith'),
    /rings: it logs in as 'monolith'/,
  ],
  [
    'hosts-nats-logins',
    'a login in the URL',
    (d) => Object.assign(d.env('rings'), { NATS_URL: 'nats://TOOLS:x@nats:4222', NATS_USER: undefined }),
    /as 'TOOLS'/,
  ],
  ['hosts-nats-logins', 'no password', (d) => (d.env('rings')['NATS_PASSWORD'] = ''), /has no NATS_PASSWORD/],
  [
    'hosts-nats-logins',
    'the password of another host',
    (d) => (d.env('rings')['NATS_PASSWORD'] = '${MONOLITH_NATS_PASSWORD}'),
    /that of monolith/,
  ],
  [
    'hosts-keys',
    'the key of another host',
    (d) => (d.env('rings')['PRINCIPAL_KEY'] = '${MONOLITH_PRINCIPAL_KEY}'),
    /key is that of monolith/,
  ],
  ['hosts-keys', 'no key', (d) => delete d.env('rings')['PRINCIPAL_KEY'], /PRINCIPAL_KEY is not set/],
  ['hosts-keys', 'an invalid key', (d) => d.set('RINGS_PRINCIPAL_KEY', 'MC4CAQ'), /no Ed25519/],
  [
    'hosts-keys',
    'a key that the others do not know',
    (d) => d.set('PRINCIPAL_PUBLIC_KEYS', d.values['PRINCIPAL_PUBLIC_KEYS']!.split(',')[0]!),
    /does not list its key as rings=/,
  ],
  [
    'hosts-keys',
    'a key under the name of another host',
    (d) => d.set('PRINCIPAL_PUBLIC_KEYS', d.values['PRINCIPAL_PUBLIC_KEYS']!.replace('rings=', 'monolith=')),
    /does not list its key as rings=/,
  ],
  [
    'hosts-keys',
    'a key without the name of its host',
    (d) =>
      d.set(
        'PRINCIPAL_PUBLIC_KEYS',
        `${d.values['PRINCIPAL_PUBLIC_KEYS']!.split('=')[1]}=,${d.values['PRINCIPAL_PUBLIC_KEYS']}`,
      ),
    /no host=key/,
  ],
  ['hosts-keys', 'lists that differ', (d) => (d.env('rings')['PRINCIPAL_PUBLIC_KEYS'] += ',old=x'), /not the same/],
  [
    'database-tls',
    'a database elsewhere without TLS',
    (d) => d.set('RINGS_DATABASE_URL', 'postgres://r:p@db.example.com/rings'),
    /db.example.com without TLS/,
  ],
  [
    'database-tls',
    'a certificate that is not checked',
    (d) => d.set('RINGS_DATABASE_URL', 'postgres://r:p@db.example.com/rings?sslmode=no-verify'),
    /db.example.com without TLS/,
  ],
  [
    'nats-tls',
    'a server elsewhere without TLS',
    (d) => (d.env('rings')['NATS_URL'] = 'nats://nats.example.com'),
    /rings: NATS_URL goes to nats.example.com/,
  ],
  ['auth', 'no provider', (d) => d.set('AUTH_ISSUER', ''), /AUTH_ISSUER is not set/],
  ['auth', 'half a provider', (d) => d.set('AUTH_AUDIENCE', ''), /AUTH_AUDIENCE is not set/],
  ['auth', 'a provider without TLS', (d) => d.set('AUTH_ISSUER', 'http://id.example.com'), /AUTH_ISSUER has no TLS/],
  ['nats-users', 'no users', (d) => d.write('deploy/nats-users.conf', ''), /no user rings/],
  [
    'nats-users',
    'a user that may do everything',
    (d) => d.write('deploy/nats-users.conf', 'user: "monolith"\npassword: $A\nuser: "rings"\npassword: $B'),
    /rings may do everything/,
  ],
  [
    'nats-users',
    'a password in the file',
    (d) => d.write('deploy/nats-users.conf', 'user: "rings"\n  password: secret'),
    /password of rings/,
  ],
  [
    'compose-secrets',
    'a fixed password',
    (d) => (d.env('postgres')['POSTGRES_PASSWORD'] = 'multilith'),
    /POSTGRES_PASSWORD stands in the file/,
  ],
  [
    'compose-secrets',
    'a URL with a password',
    (d) => (d.env('rings')['CACHE'] = 'redis://me:secret@cache'),
    /CACHE stands/,
  ],
  [
    'compose-containers',
    'a privileged container',
    (d) => (d.services['rings']!['privileged'] = true),
    /rings: it is privileged/,
  ],
  [
    'compose-containers',
    'a root that can be written to',
    (d) => delete d.services['rings']!['read_only'],
    /root can be written to/,
  ],
  [
    'compose-containers',
    'capabilities',
    (d) => (d.services['rings']!['cap_drop'] = ['NET_RAW']),
    /keeps its capabilities/,
  ],
  [
    'compose-containers',
    'the capability to be root',
    (d) => (d.services['rings']!['cap_add'] = ['SYS_ADMIN']),
    /SYS_ADMIN/,
  ],
  [
    'compose-containers',
    'privileges to be gained',
    (d) => (d.services['rings']!['security_opt'] = ['no-new-privileges:false']),
    /can gain/,
  ],
  [
    'compose-containers',
    "Docker's socket",
    (d) => (d.services['rings']!['volumes'] = ['/var/run/docker.sock:/var/run/docker.sock']),
    /mounts .*docker.sock/,
  ],
  ['compose-containers', 'processes of the machine', (d) => (d.services['rings']!['pid'] = 'host'), /shares pid/],
  ['compose-limits', 'no limit of memory', (d) => delete d.services['rings']!['mem_limit'], /memory is not limited/],
  [
    'compose-limits',
    'no limit of processes',
    (d) => delete d.services['rings']!['pids_limit'],
    /processes are not limited/,
  ],
  [
    'compose-ports',
    'a port for everyone',
    (d) => (d.services['postgres']!['ports'] = ['5432:5432']),
    /port 5432 is open on every address/,
  ],
  [
    'compose-ports',
    'a port for everyone, in the long form',
    (d) => (d.services['postgres']!['ports'] = [{ target: 5432, published: 5432, host_ip: '0.0.0.0' }]),
    /open on 0.0.0.0/,
  ],
  [
    'compose-ports',
    'the network of the machine',
    (d) => (d.services['rings']!['network_mode'] = 'host'),
    /network of the machine/,
  ],
  ['compose-networks', 'no network of its own', (d) => delete d.services['rings']!['networks'], /default network/],
  [
    'compose-networks',
    'a stranger beside the database',
    (d) => (d.services['proxy'] = { image: 'caddy', networks: ['data'] }),
    /postgres: it shares a network with proxy/,
  ],
];

// A correct deployment passes all of them, see above.
it.each(BREACHES)('%s fails for %s', async (check, _what, breakIt, detail) => {
  const deployment = await TestDeployment.create();
  breakIt(deployment);
  deployment.writeCompose();
  const { status, details, remedy } = (await deployment.check())[check]!;
  expect({ status, details }).toEqual({
    status: 'fail',
    details: expect.arrayContaining([expect.stringMatching(detail)]),
  });
  expect(remedy).not.toBe('');
});

it('a deployment on gRPC needs no NATS; correct files have no findings', async () => {
  const deployment = await TestDeployment.create('grpc');
  const results = Object.values(await deployment.check());
  expect(results.filter(({ status }) => status === 'fail')).toEqual([]);
  expect(results.filter(({ status }) => status === 'unknown').map(({ name }) => name)).toEqual([
    'database-roles',
    'database-role-limits',
    'database-public',
    'database-others',
    'grpc-hosts',
    'grpc-anonymous',
  ]);
  for (const name of [
    'hosts-nats-logins',
    'nats-tls',
    'nats-users',
    'nats-anonymous',
    'nats-permissions',
    'nats-streams',
  ])
    expect(results.find((result) => result.name === name)?.details).toEqual(['No context is reached over NATS.']);
});

const DAY_MS = 24 * 60 * 60 * 1_000;

/** Writes a certificate of the deployment's authority, or of another one, for a host. */
function certify(d: TestDeployment, host: string, name = host, days = 90, other?: CertificateAuthority): void {
  const textOf = (variable: string): string => Buffer.from(d.values[variable]!, 'base64').toString();
  const authority = other ?? CertificateAuthority.from({ certificate: textOf('GRPC_CA'), key: textOf('GRPC_CA_KEY') });
  const from = days > 0 ? new Date() : new Date(Date.now() - 2 * DAY_MS);
  const { certificate, key } = authority.host(name, { days: Math.max(days, 1), from });
  d.set(`${host.toUpperCase()}_GRPC_CERT`, Buffer.from(certificate).toString('base64'));
  d.set(`${host.toUpperCase()}_GRPC_KEY`, Buffer.from(key).toString('base64'));
}

const GRPC_BREACHES: typeof BREACHES = [
  [
    'grpc-certificates',
    'no certificate',
    (d) => {
      for (const part of ['CA', 'CERT', 'KEY']) delete d.env('rings')[`GRPC_TLS_${part}`];
    },
    /rings: GRPC_TLS_CA.*are not set/,
  ],
  [
    'grpc-certificates',
    'half a certificate',
    (d) => delete d.env('rings')['GRPC_TLS_KEY'],
    /rings: GRPC_TLS_KEY is not set/,
  ],
  [
    'grpc-certificates',
    'the certificate of another host',
    (d) => certify(d, 'rings', 'monolith'),
    /rings: .*proves the host monolith/,
  ],
  [
    'grpc-certificates',
    'the key of another host',
    (d) => (d.env('rings')['GRPC_TLS_KEY'] = '${MONOLITH_GRPC_KEY}'),
    /rings: GRPC_TLS_KEY is not the key/,
  ],
  ['grpc-certificates', 'an expired certificate', (d) => certify(d, 'rings', 'rings', 0), /rings: .*expired on/],
  [
    'grpc-certificates',
    'a certificate that expires soon',
    (d) => certify(d, 'rings', 'rings', 13),
    /rings: .*fewer than 14 days/,
  ],
  [
    'grpc-certificates',
    'another authority',
    (d) => certify(d, 'rings', 'rings', 90, CertificateAuthority.create()),
    /rings: No authority/,
  ],
  [
    'grpc-certificates',
    'an authority that the others do not trust',
    (d) => {
      const other = CertificateAuthority.create();
      certify(d, 'rings', 'rings', 90, other);
      d.env('rings')['GRPC_TLS_CA'] = Buffer.from(other.certificate).toString('base64');
    },
    /rings: monolith does not accept its certificate/,
  ],
  [
    'grpc-listen',
    'an invalid address',
    (d) => (d.env('rings')['GRPC_LISTEN'] = '50051'),
    /rings: GRPC_LISTEN is '50051'/,
  ],
  [
    'grpc-listen',
    'an address in the container only',
    (d) => (d.env('rings')['GRPC_LISTEN'] = '127.0.0.1:50051'),
    /rings: .*no other host reaches it/,
  ],
  [
    'grpc-listen',
    'another port than the others use',
    (d) => (d.env('rings')['GRPC_LISTEN'] = '0.0.0.0:50052'),
    /rings: monolith looks for it at port 50051/,
  ],
  [
    'grpc-permissions',
    'no file',
    (d) => rmSync(join(d.folder, 'deploy/grpc-permissions.json')),
    /There is no deploy\/grpc-permissions.json/,
  ],
  [
    'grpc-permissions',
    'a file that is not JSON',
    (d) => d.write('deploy/grpc-permissions.json', '{'),
    /cannot be read/,
  ],
  [
    'grpc-permissions',
    'a file of another topology',
    (d) => d.write('deploy/grpc-permissions.json', '{"hosts":{"monolith":{"calls":[],"follows":[]}}}'),
    /it has no host rings/,
  ],
  [
    'grpc-permissions',
    'an unknown host',
    (d) => d.write('deploy/grpc-permissions.json', '{"hosts":{"bells":{"calls":["rings"],"follows":[]}}}'),
    /has a host bells/,
  ],
  [
    'grpc-permissions',
    'rights that nothing needs',
    (d) => d.write('deploy/grpc-permissions.json', '{"hosts":{"rings":{"calls":["rings"],"follows":[]}}}'),
    /rings may use rings/,
  ],
  [
    'grpc-permissions',
    'a client with the name of a host',
    (d) => (d.env('rings')['GRPC_CLIENTS'] = 'monolith'),
    /rings: GRPC_CLIENTS lists monolith/,
  ],
  [
    'grpc-permissions',
    'addresses that cannot be read',
    (d) => (d.env('monolith')['GRPC_HOSTS'] = 'rings'),
    /monolith: GRPC_HOSTS cannot be read/,
  ],
];

it.each(GRPC_BREACHES)('%s fails for %s', async (check, _what, breakIt, detail) => {
  const deployment = await TestDeployment.create('grpc');
  breakIt(deployment);
  deployment.writeCompose();
  const { status, details, remedy } = (await deployment.check())[check]!;
  expect({ status, details }).toEqual({
    status: 'fail',
    details: expect.arrayContaining([expect.stringMatching(detail)]),
  });
  expect(remedy).not.toBe('');
});

it('certificates that are files of a container cannot be checked from here', async () => {
  const deployment = await TestDeployment.create('grpc');
  deployment.env('rings')['GRPC_TLS_KEY'] = '/run/secrets/rings.key';
  deployment.writeCompose();
  expect((await deployment.check())['grpc-certificates']).toMatchObject({
    status: 'unknown',
    details: [expect.stringMatching(/^rings: \/run\/secrets\/rings.key/)],
  });
});

it('a deployment in one host needs neither NATS nor keys', async () => {
  const deployment = await TestDeployment.create();
  deployment.write('topology.json', '{}');
  deployment.services['monolith']!.environment!['RINGS_DATABASE_URL'] = '${RINGS_DATABASE_URL:?}';
  for (const name of ['NATS_USER', 'NATS_PASSWORD', 'PRINCIPAL_KEY']) delete deployment.env('monolith')[name];
  deployment.writeCompose();
  const failed = Object.values(await deployment.check()).filter(({ status }) => status === 'fail');
  expect(failed).toEqual([]);
});

it('without a compose file the environment belongs to one host', async () => {
  const deployment = await TestDeployment.create();
  deployment.write(
    'rings.env',
    'NODE_ENV=production\nNATS_USER=rings\nRINGS_DATABASE_URL=postgres://r:p@db.example.com/x\n',
  );
  const results = await deployment.check('--compose', 'none', '--file', 'rings.env', '--host', 'rings');
  expect(results['node-env']).toMatchObject({ status: 'pass' });
  expect(results['hosts-database-logins']).toMatchObject({ status: 'pass' });
  expect(results['hosts-keys']).toMatchObject({ status: 'fail', details: ['rings: PRINCIPAL_KEY is not set.'] });
});

it('prints findings with remedies, shows no secret, and exits with 1', async () => {
  const deployment = await TestDeployment.create();
  deployment.env('postgres')['POSTGRES_PASSWORD'] = 'multilith';
  deployment.writeCompose();
  const { code, out } = await deployment.multilith(
    'doctor',
    '--production',
    '--database',
    '127.0.0.1:1',
    '--nats',
    '127.0.0.1:1',
  );
  expect(code).toBe(1);
  expect(out).toMatch(/^✗ compose-secrets: .*\n {4}postgres: POSTGRES_PASSWORD stands in the file\.\n {4}→ Write/m);
  expect(out).toMatch(/\d+ hold, 1 do not, 7 could not be checked from here/);
  for (const [name, value] of Object.entries(deployment.values))
    if (!/^AUTH|CONTEXTS$/.test(name)) expect(out).not.toContain(value);
});

it('exit code 0 if nothing fails, 2 for wrong arguments; missing files have their code', async () => {
  const deployment = await TestDeployment.create();
  const nowhere = ['--database', '127.0.0.1:1', '--nats', '127.0.0.1:1'];
  expect(await deployment.multilith('doctor', '--production', ...nowhere)).toMatchObject({ code: 0 });
  expect(await deployment.multilith('doctor')).toMatchObject({ code: 2 });
  expect(await deployment.multilith('doctor', '--production', '--nats', 'here')).toMatchObject({ code: 2 });
  expect(await deployment.multilith('doctor', '--production', '--file', 'nosuch')).toMatchObject({
    code: 1,
    error: expect.stringContaining('DEPLOYMENT_FILE_MISSING') as string,
  });
  deployment.write('docker-compose.yml', 'services: [');
  expect(await deployment.multilith('doctor', '--production')).toMatchObject({
    code: 1,
    error: expect.stringContaining('COMPOSE_UNREADABLE') as string,
  });
});

it('docs/production.md lists each check with its title', () => {
  const [, page = ''] = readFileSync(PAGE, 'utf8').split('## Checklist');
  const rows = [...page.split('\n## ')[0]!.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name);
  expect(rows).toEqual(checks.map(({ name }) => name));
});
