import 'reflect-metadata';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Logger } from '@nestjs/common';
import {
  hostConnections,
  openHostDatabase,
  openHostTelemetry,
  PinoLogger,
  portError,
  requireFreePort,
  serveMetrics,
  Shutdown,
  tellReady,
  type Transports,
} from '@multilith/host';
import { MAIN_HOST, readTopology, type MultilithRuntime } from '@multilith/runtime/host';
import { Authenticator } from '../auth/authenticator.js';
import { DevelopmentIssuer, TOKEN_FILE } from '../auth/development-issuer.js';
import type { EdgeOptions } from '../edge-options.js';
import { OPERATOR_ROLE, PRODUCT } from '../defaults.js';
import { announcement } from './announcement.js';
import { contextsHere } from './contexts-here.js';
import { edgeHostConfigFromEnv, type EdgeHostConfig } from './edge-host-config.js';
import { startEdgeHost, type EdgeContent } from './start-edge-host.js';

/** Content of an edge host. Settings of the process come from the environment, see `EdgeHostConfig`. */
export interface EdgeHostOptions extends EdgeContent {
  /** The folder with `topology.json` and `docs`, whose guides are served in development. */
  readonly workspace: URL;
  /**
   * Transports that the application registers in addition to `nats` and `grpc`, by their names in the topology; see
   * docs/writing-a-transport.md. Default: none.
   *
   * @example { carrier: async (options) => (await import('@acme/carrier')).connectTransport(options) }
   */
  readonly transports?: Transports;
  /**
   * Fills an empty application with data before requests are accepted. Runs if `SEED` is `true`, the default in
   * development; must not change an application that already has data.
   */
  readonly seed?: (runtime: Pick<MultilithRuntime, 'commandBus' | 'queryBus'>) => Promise<void>;
  /**
   * Roles of the people who work with the application: the default of `RATE_LIMIT_STAFF_ROLES`, together with the
   * operator role, and the roles of the development token. Default: no roles.
   */
  readonly staffRoles?: readonly string[];
  /** Command that a developer may run next, shown after the start. Default: no command. */
  readonly nextStep?: string;
}

/**
 * Runs the edge host until the process receives a signal to stop: the contexts that `topology.json` places in the main
 * process, behind GraphQL. Ends the process with exit code 1 if the host cannot start.
 *
 * @example
 * await runEdgeHost({
 *   contexts: {
 *     orders: {
 *       module: () => import('@modules/orders').then(({ OrdersModule }) => OrdersModule),
 *       api: () => import('@modules/orders/api').then(({ OrdersApiModule, sdl }) => ({ module: OrdersApiModule, sdl })),
 *     },
 *   },
 *   workspace: new URL('../../../', import.meta.url),
 * });
 */
export async function runEdgeHost(options: EdgeHostOptions): Promise<void> {
  const shutdown = new Shutdown();
  try {
    const { operatorRole = OPERATOR_ROLE, staffRoles = [] } = options;
    const config = edgeHostConfigFromEnv(process.env, {
      workspace: fileURLToPath(options.workspace),
      staffRoles: [...staffRoles, operatorRole],
    });
    await run(options, config, shutdown);
  } catch (error) {
    await shutdown.afterFailure(error);
  }
}

async function run(options: EdgeHostOptions, config: EdgeHostConfig, shutdown: Shutdown): Promise<void> {
  const { workspace, seed, transports, staffRoles: roles = [], nextStep, ...content } = options;
  const { contexts, name = PRODUCT } = content;
  const { host, port } = config;
  const nestLogger = PinoLogger.create({ level: config.logLevel, format: config.logFormat, host: MAIN_HOST });
  const logger = new Logger('Edge');
  Logger.overrideLogger(nestLogger);
  shutdown.logTo(logger);

  const telemetry = await openHostTelemetry(MAIN_HOST, config.telemetry, shutdown);
  await requireFreePort(port, host);
  const topology = readTopology(config.topologyFile);
  const here = contextsHere(topology, Object.keys(contexts));
  const database = await openHostDatabase(config, here, (line) => logger.log(line));
  shutdown.onStop('database', () => database.stop());

  const auth = await authentication(config, { audience: name, roles });
  const edge = await startEdgeHost({
    ...content,
    ...auth,
    guides: pathToFileURL(join(fileURLToPath(workspace), 'docs')),
    allowedHosts: config.allowedHosts,
    hstsSeconds: config.hstsSeconds,
    development: config.development,
    requestTimeoutMs: config.requestTimeoutMs,
    limits: config.limits,
    socketLimits: config.socketLimits,
    topology,
    database: database.config,
    connections: hostConnections(config, transports),
    telemetry,
    logger: nestLogger,
  });
  shutdown.onStop('edge', async () => {
    edge.drain();
    await sleep(config.shutdownDelayMs);
    await edge.stop();
  });

  if (config.seed) await seed?.(edge.runtime);
  const url = await edge.listen(port, host).catch((error: unknown) => Promise.reject(portError(error, port, host)));
  logger.log(`Listening at ${url}`);
  if (telemetry.metrics && config.metricsPort !== undefined)
    logger.log(`Metrics at ${await serveMetrics(telemetry.metrics, { port: config.metricsPort, host }, shutdown)}`);
  const tokenFile = relative(process.cwd(), join(config.dataDir, TOKEN_FILE));
  const listening = new URL(url).port || '80';
  const settings = { PORT: listening === '3000' ? undefined : listening, DATA_DIR: process.env['DATA_DIR'] };
  const token = auth.developmentIssuer?.token;
  const notes = config.development
    ? announcement({ name, url, graphql: edge.graphql, token, roles, tokenFile, settings, nextStep })
    : undefined;
  if (tellReady({ host: MAIN_HOST, url, notes, embedded: database.embedded }) || !notes) return;
  const andDatabase = database.embedded ? ' and its database' : '';
  // Written to standard error, so that standard output contains only the log.
  process.stderr.write(`${[...notes, `  Ctrl-C stops the host${andDatabase}.`, ''].join('\n')}\n`);
}

/** Returns the authenticator for the configured issuer, or for the development issuer. */
async function authentication(
  { auth, dataDir, development }: EdgeHostConfig,
  { audience, roles }: { readonly audience: string; readonly roles: readonly string[] },
): Promise<Pick<EdgeOptions, 'authenticator' | 'developmentIssuer'>> {
  if (auth) return { authenticator: Authenticator.remote(auth, { development }) };
  const issuer = await DevelopmentIssuer.open(dataDir, { audience });
  const token = await issuer.sign({ subject: 'dev', roles });
  issuer.keepToken(token);
  return { authenticator: issuer.authenticator(), developmentIssuer: { issuer, token } };
}
