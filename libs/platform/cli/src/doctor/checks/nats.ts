import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { NatsError, passwordVariable, PROVISION, provisionStreams } from '@multilith/nats';
import { MAIN_HOST } from '@multilith/runtime/host';
import { uses } from '../../deployment-files/workspace-places.js';
import { faults, notNeeded, unknown, type Check, type Finding } from '../finding.js';
import { connects, contextsOf, type InspectedDeployment, type InspectedHost } from '../inspected-deployment.js';
import { natsLogin } from './hosts.js';

const TIMEOUT_MS = 5_000;
const USERS_FILE = 'deploy/nats-users.conf';
const UNUSED = notNeeded('No context is reached over NATS.');
const needsNats = ({ places }: InspectedDeployment): boolean => uses(places, 'nats');

const users: Check = {
  name: 'nats-users',
  title: `${USERS_FILE} has a user with permissions for every host`,
  remedy: 'Run npm run nats-users, and have the server read the file: include nats-users.conf.',
  run: (deployment) => {
    if (!needsNats(deployment)) return UNUSED;
    const { folder, compose, places } = deployment;
    if (compose === undefined) return notNeeded('There is no compose file.');
    const file = join(folder, USERS_FILE);
    if (!existsSync(file)) return faults([`There is no ${USERS_FILE}.`]);
    const blocks = readFileSync(file, 'utf8')
      .split(/^\s*user: /m)
      .slice(1);
    return faults([
      ...deployment.hosts.flatMap((each) => {
        const host = each.name;
        if (!connects(places, each, 'nats', 'NATS_URL')) return [];
        const block = blocks.find((each) => each.startsWith(`"${host}"`));
        if (block === undefined) return [`It has no user ${host}.`];
        return block.includes('permissions') ? [] : [`Its user ${host} may do everything.`];
      }),
      ...blocks
        .filter((block) => !/^.*\r?\n\s*password: \$/.test(block))
        .map((block) => `It holds the password of ${nameOf(block)}.`),
    ]);
  },
};

const nameOf = (block: string): string => /^"([^"]*)"/.exec(block)?.[1] ?? 'a user';

const anonymous: Check = {
  name: 'nats-anonymous',
  title: 'The NATS server lets no one in without a login',
  remedy: `Start the server with ${USERS_FILE}, as docker-compose.yml does.`,
  run: (deployment) =>
    needsNats(deployment)
      ? withServer(deployment, async (address) => {
          const connection = await open(address, {}).catch((error: unknown) => error);
          if (!isConnection(connection)) return isRefusal(connection) ? faults([]) : unreachable(address, connection);
          await connection.close();
          return faults(['It accepts connections without a login.']);
        })
      : UNUSED,
};

const permissions: Check = {
  name: 'nats-permissions',
  title: 'No host can create or change streams, listen to others or speak for them',
  remedy: `Start the server with ${USERS_FILE} of this topology: npm run nats-users.`,
  run: (deployment) =>
    needsNats(deployment)
      ? withServer(deployment, async (address) => {
          const found: Finding[] = [];
          for (const host of deployment.hosts)
            if (connects(deployment.places, host, 'nats', 'NATS_URL'))
              found.push(await permissionsOf(deployment, host, address));
          const wrong = found.filter(({ status }) => status === 'fail').flatMap(({ details }) => details);
          const unchecked = found.filter(({ status }) => status === 'unknown').flatMap(({ details }) => details);
          if (wrong.length > 0) return faults(wrong);
          return unchecked.length > 0 ? unknown(...unchecked) : faults([]);
        })
      : UNUSED,
};

/** Tries operations that no host may perform, in forms that change nothing if they are allowed. */
async function permissionsOf(
  deployment: InspectedDeployment,
  { name, env }: InspectedHost,
  address: string,
): Promise<Finding> {
  const { user, password } = natsLogin(env);
  if (!password) return unknown(`${name}: it has no password that could be tried.`);
  const connection = await open(address, { user, pass: password }).catch((error: unknown) => error);
  if (!isConnection(connection))
    return isRefusal(connection) ? faults([`${name}: its login is refused.`]) : unreachable(address, connection);
  try {
    const refused = refusalsOf(connection);
    const others = deployment.places.contexts.filter(
      (context) => !contextsOf(deployment.places, name, MAIN_HOST).includes(context),
    );
    const wrong: string[] = [];
    for (const subject of [
      // An empty request, which the server would answer with an error.
      '$JS.API.STREAM.CREATE.multilith_doctor',
      '$JS.API.STREAM.UPDATE.multilith_doctor',
      '$JS.API.CONSUMER.CREATE.multilith_doctor',
      // A reply to an unused subject, in the name of another context.
      ...others.map((context) => `multilith.reply.doctor.${context}.doctor.0`),
    ]) {
      connection.publish(subject);
      if (!(await refused(subject))) wrong.push(`${name}: it may publish to ${subject}.`);
    }
    for (const subject of ['>', '$SYS.>', ...others.map((context) => `multilith.call.${context}.*`)]) {
      const subscription = connection.subscribe(subject, { callback: () => {} });
      if (!(await refused(subject))) wrong.push(`${name}: it may listen to ${subject}.`);
      subscription.unsubscribe();
    }
    return faults(wrong);
  } finally {
    await connection.close();
  }
}

/** Whether the server has refused a subject; call it after the subject was used. */
function refusalsOf(connection: NatsConnection): (subject: string) => Promise<boolean> {
  const refused = new Set<string>();
  void (async () => {
    for await (const status of connection.status())
      if (status.type === 'error' && 'subject' in status.error) refused.add(String(status.error.subject));
  })();
  return async (subject) => {
    await connection.flush();
    await new Promise(setImmediate);
    return refused.delete(subject);
  };
}

const streams: Check = {
  name: 'nats-streams',
  title: 'The streams of events are there and keep what their publisher sends, and nothing else takes or sends it',
  remedy:
    'Run npm run multilith -- provision; a stream of another form is removed with nats stream rm first, it holds copies only.',
  run: (deployment) =>
    needsNats(deployment)
      ? withServer(deployment, async (url) => {
          const password = deployment.values[passwordVariable(PROVISION)];
          if (!password) return unknown(`${passwordVariable(PROVISION)} is not set.`);
          try {
            const found = await provisionStreams({
              nats: { url, user: PROVISION, password },
              publishers: deployment.places.contexts,
              dryRun: true,
            });
            return faults(
              found.filter(({ done }) => done === 'created').map(({ stream }) => `${stream}: there is no such stream.`),
            );
          } catch (error) {
            if (!(error instanceof NatsError) || error.code === 'NATS_UNREACHABLE') return unreachable(url, error);
            return faults([error.problem]);
          }
        })
      : UNUSED,
};

async function withServer(
  deployment: InspectedDeployment,
  check: (address: string) => Promise<Finding>,
): Promise<Finding> {
  const text = deployment.hosts
    .map(({ env }) => env['NATS_URL'])
    .find(Boolean)
    ?.split(',')[0];
  if (!text || !URL.canParse(text)) return unknown('NATS_URL is not set.');
  const url = new URL(text);
  const { host, port } = deployment.reach('nats', { host: url.hostname, port: url.port || '4222' });
  return check(`${url.protocol}//${host}:${port}`);
}

const open = (servers: string, login: Parameters<typeof connect>[0]): Promise<NatsConnection> =>
  connect({ servers, reconnect: false, timeout: TIMEOUT_MS, name: 'multilith-doctor', ...login });

const isConnection = (value: unknown): value is NatsConnection =>
  typeof (value as NatsConnection | undefined)?.close === 'function';

const isRefusal = (error: unknown): boolean => /authorization|permission/i.test(String((error as Error).message));

const unreachable = (address: string, error: unknown): Finding =>
  unknown(`${address} does not answer: ${(error as Error).message || String(error)}.`);

export const natsChecks: readonly Check[] = [users, anonymous, permissions, streams];
