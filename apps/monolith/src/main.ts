import 'reflect-metadata';
import { join, relative } from 'node:path';
import { Logger } from '@nestjs/common';
import { readTopology } from '@multilith/runtime';
import { announce } from './announce.js';
import { contexts } from './contexts.js';
import { Authenticator } from './edge/auth/authenticator.js';
import { DevelopmentIssuer, TOKEN_FILE } from './edge/auth/development-issuer.js';
import type { EdgeOptions } from './edge/edge-options.js';
import { PinoLogger } from './logging/pino-logger.js';
import { monolithConfigFromEnv, WORKSPACE, type MonolithConfig } from './monolith-config.js';
import { contextsHere } from './placement.js';
import { portError, requireFreePort } from './port-taken.js';
import { seedCatalogue } from './seed/seed-catalogue.js';
import { startShop } from './shop.js';
import { openShopDatabase } from './shop-database.js';
import { Shutdown } from './shutdown.js';

const shutdown = new Shutdown();
try {
  await main(monolithConfigFromEnv(process.env));
} catch (error) {
  await shutdown.afterFailure(error);
}

async function main(config: MonolithConfig): Promise<void> {
  const { host, port } = config;
  const nestLogger = await PinoLogger.create({ level: config.logLevel, pretty: process.stdout.isTTY });
  const logger = new Logger('Shop');
  Logger.overrideLogger(nestLogger);
  shutdown.logTo(logger);

  await requireFreePort(port, host);
  const topology = readTopology(join(WORKSPACE, 'topology.json'));
  const here = contextsHere(topology, Object.keys(contexts));
  const database = await openShopDatabase(config, here, (line) => logger.log(line));
  shutdown.onStop('database', () => database.stop());

  const auth = await authentication(config);
  const shop = await startShop({
    ...auth,
    development: config.development,
    requestTimeoutMs: config.requestTimeoutMs,
    topology,
    database: database.config,
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
  if (config.development)
    announce({
      url,
      token: auth.developmentIssuer?.token,
      tokenFile: relative(process.cwd(), join(config.dataDir, TOKEN_FILE)),
      embedded: database.embedded,
    });
}

/** Accepts the tokens of the configured issuer, or of one of our own. */
async function authentication({
  auth,
  dataDir,
}: MonolithConfig): Promise<Pick<EdgeOptions, 'authenticator' | 'developmentIssuer'>> {
  if (auth) return { authenticator: Authenticator.remote(auth) };
  const issuer = await DevelopmentIssuer.open(dataDir);
  const token = await issuer.sign({ subject: 'dev', roles: ['sales', 'warehouse', 'catalog'] });
  issuer.keepToken(token);
  return { authenticator: issuer.authenticator(), developmentIssuer: { issuer, token } };
}
