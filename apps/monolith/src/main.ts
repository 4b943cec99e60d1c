import 'reflect-metadata';
import { join, relative } from 'node:path';
import { Logger } from '@nestjs/common';
import {
  hostLinks,
  openHostDatabase,
  openHostTelemetry,
  PinoLogger,
  portError,
  requireFreePort,
  serveMetrics,
  Shutdown,
  tellReady,
} from '@multilith/host';
import { MAIN_HOST, readTopology } from '@multilith/runtime/host';
import { announcement } from './announce.js';
import { contexts } from './contexts.js';
import { Authenticator } from './edge/auth/authenticator.js';
import { DevelopmentIssuer, TOKEN_FILE } from './edge/auth/development-issuer.js';
import type { EdgeOptions } from './edge/edge-options.js';
import { monolithConfigFromEnv, type MonolithConfig } from './monolith-config.js';
import { contextsHere } from './placement.js';
import { seedCatalogue } from './seed/seed-catalogue.js';
import { startShop } from './shop.js';

const shutdown = new Shutdown();
try {
  await main(monolithConfigFromEnv(process.env));
} catch (error) {
  await shutdown.afterFailure(error);
}

async function main(config: MonolithConfig): Promise<void> {
  const { host, port } = config;
  const nestLogger = PinoLogger.create({ level: config.logLevel, format: config.logFormat, host: MAIN_HOST });
  const logger = new Logger('Shop');
  Logger.overrideLogger(nestLogger);
  shutdown.logTo(logger);

  const telemetry = await openHostTelemetry(MAIN_HOST, config.telemetry, shutdown);
  await requireFreePort(port, host);
  const topology = readTopology(config.topologyFile);
  const here = contextsHere(topology, Object.keys(contexts));
  const database = await openHostDatabase(config, here, (line) => logger.log(line));
  shutdown.onStop('database', () => database.stop());

  const auth = await authentication(config);
  const shop = await startShop({
    ...auth,
    allowedHosts: config.allowedHosts,
    hstsSeconds: config.hstsSeconds,
    development: config.development,
    requestTimeoutMs: config.requestTimeoutMs,
    limits: config.limits,
    socketLimits: config.socketLimits,
    topology,
    database: database.config,
    links: hostLinks(config),
    telemetry,
    logger: nestLogger,
  });
  shutdown.onStop('shop', async () => {
    shop.drain();
    await new Promise((resolve) => setTimeout(resolve, config.shutdownDelayMs));
    await shop.stop();
  });

  if (config.seed) await seedCatalogue(shop.runtime);
  const url = await shop.listen(port, host).catch((error: unknown) => Promise.reject(portError(error, port, host)));
  logger.log(`Listening at ${url}`);
  if (telemetry.metrics && config.metricsPort !== undefined)
    logger.log(`Metrics at ${await serveMetrics(telemetry.metrics, { port: config.metricsPort, host }, shutdown)}`);
  const tokenFile = relative(process.cwd(), join(config.dataDir, TOKEN_FILE));
  const listening = new URL(url).port || '80';
  const settings = { PORT: listening === '3000' ? undefined : listening, DATA_DIR: process.env['DATA_DIR'] };
  const token = auth.developmentIssuer?.token;
  const notes = config.development ? announcement({ url, token, tokenFile, settings }) : undefined;
  if (tellReady({ host: MAIN_HOST, url, notes, embedded: database.embedded }) || !notes) return;
  const andDatabase = database.embedded ? ' and its database' : '';
  // On standard error, so that the log on standard output stays one format.
  process.stderr.write(`${[...notes, `  Ctrl-C stops the shop${andDatabase}.`, ''].join('\n')}\n`);
}

/** Accepts the tokens of the configured issuer, or of one of our own. */
async function authentication({
  auth,
  dataDir,
  development,
}: MonolithConfig): Promise<Pick<EdgeOptions, 'authenticator' | 'developmentIssuer'>> {
  if (auth) return { authenticator: Authenticator.remote(auth, { development }) };
  const issuer = await DevelopmentIssuer.open(dataDir);
  const token = await issuer.sign({ subject: 'dev', roles: ['sales', 'warehouse', 'catalog'] });
  issuer.keepToken(token);
  return { authenticator: issuer.authenticator(), developmentIssuer: { issuer, token } };
}
