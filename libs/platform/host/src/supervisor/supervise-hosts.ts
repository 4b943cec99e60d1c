import { hostOf, MAIN_HOST, type ContextTraffic, type Topology } from '@multilith/runtime/host';
import { hostConfigFromEnv, type HostConfig } from '../config/host-config.js';
import { openDatabase, type HostDatabase } from '../database/host-database.js';
import { ProvisionedHosts } from '../database/provisioned-hosts.js';
import { Shutdown } from '../process/shutdown.js';
import { announcement } from './announcement.js';
import { hostKeys } from './host-keys.js';
import { instancesOf } from './host-program.js';
import { hostPrograms } from './host-programs.js';
import { inspectPortOf } from './inspect-ports.js';
import { KeptHost } from './kept-host.js';
import { openNetworks } from './networks/open-networks.js';
import { stopOrder } from './stop-order.js';
import { SupervisorLog, thisTerminal } from './supervisor-log.js';

/** Options of {@link superviseHosts}. */
export interface SupervisorOptions {
  /** The root of the workspace. */
  readonly workspace: string;
  readonly topology: Topology;
  /** Every context of the system, with its traffic. */
  readonly traffic: readonly ContextTraffic[];
  /** Number of processes of a host. Default: one. */
  readonly instances: ReadonlyMap<string, number>;
  /** First debugger port; every host has one, and debug mode is on. Default: no debugger. See `inspectPortOf`. */
  readonly inspect?: number | undefined;
}

/**
 * Runs every host of a topology on this machine until it receives a signal to stop, with their dependencies: the
 * embedded database if the environment names none, a nats-server if it names none and a context is reached over NATS, and
 * addresses and certificates if a context is reached over gRPC. Hosts
 * that end are restarted. One Ctrl-C lets the hosts finish current work, callers before their callees, then stops the
 * network and the database; a second one ends everything at once. Exit code 1 if something could not start.
 *
 * @example await superviseHosts({ workspace, topology: readTopology('topology.json'), traffic, instances: new Map() });
 */
export async function superviseHosts(options: SupervisorOptions): Promise<void> {
  const shutdown = new Shutdown();
  try {
    await supervise(options, shutdown);
  } catch (error) {
    await shutdown.afterFailure(error);
  }
}

async function supervise(options: SupervisorOptions, shutdown: Shutdown): Promise<void> {
  const { workspace, topology, traffic } = options;
  const contexts = traffic.map(({ name }) => name);
  const config = hostConfigFromEnv({ LOG_FORMAT: 'text', ...nonEmpty(process.env) }, workspace);
  const programs = hostPrograms({ ...options, contexts, env: process.env });
  const labels = instancesOf(programs, () => ({})).map(({ label }) => label);
  const log = new SupervisorLog(config.logFormat, labels, thisTerminal());
  shutdown.logTo(log);

  const loads = programs.map(({ host, instances }) => ({
    host,
    contexts: contexts.filter((context) => hostOf(topology, context) === host).length,
    instances: instances.length,
  }));
  const onLog = (line: string): void => log.log(line);
  const database = await openDatabase(config, contexts, onLog, loads);
  shutdown.onStop('database', () => database.stop());
  const provisioned = await ProvisionedHosts.open(database, config, contexts, onLog);
  const { inspect } = options;
  const networks = await openNetworks({
    topology,
    traffic,
    instances: new Map(programs.map(({ host, instances }) => [host, instances.length])),
    dataDir: config.dataDir,
    env: process.env,
    debugging: inspect !== undefined || process.env.MULTILITH_DEBUG === '1',
    log,
  });
  for (const network of networks) {
    if (network.isServer) log.log(`${network.name} runs: ${network.description}.`);
    shutdown.onStop(network.name, () => network.stop());
  }

  const keysOf = hostKeys(topology, config.dataDir, process.env);
  const envOf = (host: string, instance: number): NodeJS.ProcessEnv => ({
    ...provisioned.envOf(
      contexts.filter((context) => hostOf(topology, context) === host),
      environment(host, config, database, inspect),
    ),
    ...Object.fromEntries(networks.flatMap((network) => Object.entries(network.envOf(host, instance)))),
    ...keysOf(host),
  });
  const hosts = instancesOf(programs, envOf, (host, index) =>
    inspect === undefined ? undefined : inspectPortOf(inspect, contexts, host, index),
  ).map((instance) => new KeptHost(instance, log));
  process.once('exit', () => hosts.forEach((host) => host.kill()));
  shutdown.onStop('hosts', () => stopAll(hosts, callsBetween(traffic, topology)));
  // Without hosts there is nothing left to supervise.
  void Promise.all(hosts.map(({ givenUp }) => givenUp)).then(() => shutdown.end(1));
  const ready = await Promise.all(hosts.map((host) => host.start()));
  log.tell(announcement(hosts, ready, database, networks));
}

async function stopAll(hosts: readonly KeptHost[], calls: ReadonlyMap<string, ReadonlySet<string>>): Promise<void> {
  for (const group of stopOrder([...new Set(hosts.map(({ host }) => host))], calls, MAIN_HOST))
    await Promise.all(hosts.filter(({ host }) => group.includes(host)).map((host) => host.stop()));
}

/** Returns the variables that every process of a host gets. */
function environment(
  host: string,
  { logFormat }: HostConfig,
  { poolTotals }: HostDatabase,
  inspect: number | undefined,
): NodeJS.ProcessEnv {
  const poolTotal = poolTotals.get(host);
  return {
    ...process.env,
    ...(thisTerminal().colours ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }),
    ...(poolTotal === undefined ? {} : { DATABASE_POOL_TOTAL: String(poolTotal) }),
    LOG_FORMAT: logFormat,
    ...(inspect === undefined ? {} : { MULTILITH_DEBUG: '1' }),
  };
}

function callsBetween(traffic: readonly ContextTraffic[], topology: Topology): Map<string, Set<string>> {
  const calls = new Map<string, Set<string>>();
  for (const { name, calls: callees } of traffic) {
    const called = calls.get(hostOf(topology, name)) ?? new Set();
    for (const callee of callees) called.add(hostOf(topology, callee));
    calls.set(hostOf(topology, name), called);
  }
  return calls;
}

const nonEmpty = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
