import { MultilithError } from '@multilith/contract';
import { databaseConfigFromEnv, hostOf, type Topology } from '@multilith/runtime/host';

/**
 * Refuses to start one host of several without the settings of what they share: a network and a database that already
 * run. Embedded servers belong to the process that starts all hosts.
 *
 * @param contexts every context of the system
 * @throws MultilithError HOST_SETTINGS_MISSING, listing everything that is missing
 */
export function requireHostSettings(
  host: string,
  topology: Topology,
  contexts: readonly string[],
  env: NodeJS.ProcessEnv,
): void {
  const { url, contextUrls = {} } = databaseConfigFromEnv(env);
  const here = contexts.filter((context) => hostOf(topology, context) === host);
  const missing = [
    ...(Object.keys(topology).length > 0 && !env.NATS_URL ? ['NATS_URL (like nats://127.0.0.1:4222)'] : []),
    ...(url === undefined && here.some((context) => contextUrls[context] === undefined)
      ? ['DATABASE_URL (like postgres://user:password@127.0.0.1:5432/multilith)']
      : []),
  ];
  if (missing.length === 0) return;
  throw new MultilithError(
    'HOST_SETTINGS_MISSING',
    `The host '${host}' alone needs ${missing.join(' and ')}.`,
    'Set what is missing: both servers run somewhere already, as in docker-compose.yml (see docs/production.md). Or start all hosts with `npm start`, which brings its own.',
  );
}
