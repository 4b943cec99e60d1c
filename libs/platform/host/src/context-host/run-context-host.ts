import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Logger } from '@nestjs/common';
import { MultilithRuntime, readTopology, startHost, type ContextLoader } from '@multilith/runtime/host';
import { healthPortFromEnv, hostConfigFromEnv } from '../config/host-config.js';
import { openHostDatabase } from '../database/host-database.js';
import { pingDatabases } from '../database/ping-databases.js';
import { HealthServer } from '../health/health-server.js';
import { hostConnections, type Transports } from '../connections/host-connections.js';
import { PinoLogger } from '../logging/pino-logger.js';
import { portError } from '../process/port-taken.js';
import { Shutdown } from '../process/shutdown.js';
import { tellReady } from '../process/supervised.js';
import { openHostTelemetry } from '../telemetry/host-telemetry.js';
import { telemetrySettingsFromEnv } from '../telemetry/telemetry-settings.js';
import { requirePlaced } from './placement.js';

/** Options of a host with one context. */
export interface ContextHostOptions extends ContextLoader {
  /** Name of the context, which is also the name of the host. */
  readonly context: string;
  /** The folder with `topology.json`. */
  readonly workspace: URL;
  /**
   * Transports that the application registers in addition to `nats` and `grpc`, by their names in the topology; see
   * docs/writing-a-transport.md.
   * Default: none.
   *
   * @example { carrier: async (options) => (await import('@acme/carrier')).connectTransport(options) }
   */
  readonly transports?: Transports;
}

/**
 * Runs a context in its own process until it receives a signal to stop; `nx extract` generates the file that calls it.
 * Settings come from the environment, see `HostConfig`. Serves health and metrics on `HEALTH_PORT` if it is set. Ends
 * the process with exit code 1 if the host cannot start.
 *
 * @example
 * await runContextHost({
 *   context: 'orders',
 *   module: () => import('@modules/orders').then(({ OrdersModule }) => OrdersModule),
 *   workspace: new URL('../../../../', import.meta.url),
 * });
 */
export async function runContextHost(options: ContextHostOptions): Promise<void> {
  const shutdown = new Shutdown();
  try {
    await run(options, shutdown);
  } catch (error) {
    await shutdown.afterFailure(error);
  }
}

async function run({ context, module, workspace, transports }: ContextHostOptions, shutdown: Shutdown): Promise<void> {
  const started = performance.now();
  const config = hostConfigFromEnv(process.env, fileURLToPath(workspace));
  const nestLogger = PinoLogger.create({ level: config.logLevel, format: config.logFormat, host: context });
  const logger = new Logger('Host');
  Logger.overrideLogger(nestLogger);
  shutdown.logTo(logger);

  const settings = telemetrySettingsFromEnv(process.env, fileURLToPath(workspace));
  const seen = { ...settings, metrics: settings.metrics && healthPortFromEnv(process.env) !== undefined };
  const { observer, metrics } = await openHostTelemetry(context, seen, shutdown);

  const topology = readTopology(config.topologyFile);
  requirePlaced(topology, context, config.topologyFile);
  const health = await openHealth(config.host, shutdown, logger);
  if (metrics) health?.serve(metrics);
  const database = await openHostDatabase(config, [context], (line) => logger.log(line));
  shutdown.onStop('database', () => database.stop());

  const host = await startHost({
    host: context,
    contexts: { [context]: { module } },
    topology,
    database: database.config,
    logger: nestLogger,
    ...(observer ? { observer } : {}),
    ...hostConnections(config, transports),
  });
  const runtime = host.app.get(MultilithRuntime);
  health?.started(() => pingDatabases(runtime));
  metrics?.started(runtime);
  shutdown.onStop('host', async () => {
    health?.drain();
    await sleep(config.shutdownDelayMs);
    await host.stop();
  });
  logger.log(`Context '${context}' runs, after ${((performance.now() - started) / 1000).toFixed(1)} s`);
  tellReady({ host: context, url: health?.url, embedded: database.embedded });
}

async function openHealth(host: string, shutdown: Shutdown, logger: Logger): Promise<HealthServer | undefined> {
  const port = healthPortFromEnv(process.env);
  if (port === undefined) return undefined;
  const health = new HealthServer();
  await health
    .listen(port, host)
    .catch((error: unknown) => Promise.reject(portError(error, port, host, 'HEALTH_PORT')));
  shutdown.onStop('health checks', () => health.close());
  logger.log(`Health at ${health.url}/health/ready`);
  return health;
}
