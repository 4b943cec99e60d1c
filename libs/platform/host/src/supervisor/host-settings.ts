import { MultilithError } from '@multilith/contract';
import {
  databaseConfigFromEnv,
  hostOf,
  transportsOf,
  type ContextTraffic,
  type Topology,
} from '@multilith/runtime/host';

/** What says where the network of a transport is. */
const NETWORK_SETTINGS = [
  { transport: 'nats', name: 'NATS_URL', example: 'nats://127.0.0.1:4222' },
  { transport: 'grpc', name: 'GRPC_HOSTS', example: 'monolith=127.0.0.1:50051;orders=127.0.0.1:50052' },
];

/**
 * Refuses to start one host of several without the settings of what they share: a network and a database that already
 * run. Embedded servers belong to the process that starts all hosts.
 *
 * @param traffic every context of the system
 * @throws MultilithError HOST_SETTINGS_MISSING, listing everything that is missing
 */
export function requireHostSettings(
  host: string,
  topology: Topology,
  traffic: readonly ContextTraffic[],
  env: NodeJS.ProcessEnv,
): void {
  const { url, contextUrls = {} } = databaseConfigFromEnv(env);
  const here = traffic.map(({ name }) => name).filter((context) => hostOf(topology, context) === host);
  const transports = transportsOf(host, topology, traffic);
  const missing = [
    ...NETWORK_SETTINGS.filter(({ transport, name }) => transports.includes(transport) && !env[name]).map(
      ({ name, example }) => `${name} (like ${example})`,
    ),
    ...(url === undefined && here.some((context) => contextUrls[context] === undefined)
      ? ['DATABASE_URL (like postgres://user:password@127.0.0.1:5432/multilith)']
      : []),
  ];
  if (missing.length === 0) return;
  throw new MultilithError(
    'HOST_SETTINGS_MISSING',
    `The host '${host}' alone needs ${missing.join(' and ')}.`,
    'Set what is missing: the other hosts and the database run somewhere already, as in docker-compose.yml (see docs/production.md). Or start all hosts with `npm start`, which brings its own.',
  );
}
