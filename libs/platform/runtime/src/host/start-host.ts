import {
  Module,
  type DynamicModule,
  type INestApplicationContext,
  type LoggerService,
  type Type,
} from '@nestjs/common';
import { NestFactory, type AbstractHttpAdapter } from '@nestjs/core';
import type { HostDescription } from './host-description.js';
import { MultilithModule } from './multilith.module.js';
import type { MultilithOptions } from './multilith-options.js';
import { MultilithRuntime } from './multilith-runtime.js';
import { hostOf, MAIN_HOST } from '../topology/topology.js';
import type { SubscriptionStatus } from '@multilith/events';

/** How to load a context; nothing of it is loaded before the topology says that it runs here. */
export interface ContextLoader {
  /** @example () => import('@modules/orders').then(({ OrdersModule }) => OrdersModule) */
  readonly module: () => Promise<Type>;
}

/** How to start a host. */
export interface HostOptions extends MultilithOptions {
  /** Every context of the deployment, by name. */
  readonly contexts: Readonly<Record<string, ContextLoader>>;
  /** Edge modules: GraphQL, health and the like. Default: none. */
  readonly imports?: readonly (Type | DynamicModule)[];
  /** HTTP adapter. Default: none, the host answers no HTTP. */
  readonly adapter?: AbstractHttpAdapter;
  /** Where Nest and the runtime log. Default: Nest's console logger. */
  readonly logger?: LoggerService | false;
}

/** A running host. */
export interface Host {
  /** The Nest application; with an HTTP adapter an `INestApplication`. */
  readonly app: INestApplicationContext;
  /** What runs here, and what is known to run elsewhere. */
  describe(): HostDescription;
  /** State of every subscription that runs here. */
  status(): Promise<readonly SubscriptionStatus[]>;
  /** Finishes requests and running events, then closes the databases. */
  stop(): Promise<void>;
}

/**
 * Puts a host together from the contexts that the topology places in it, and initialises it. Listening is up to the
 * caller: `host.app.listen(port)`.
 *
 * @throws WiringError with every fault of the wiring
 * @throws MultilithError when the databases cannot be reached or prepared
 */
export async function startHost(options: HostOptions): Promise<Host> {
  const { contexts, imports = [], adapter, logger, topology = {}, host = MAIN_HOST } = options;
  const here = Object.entries(contexts).filter(([name]) => hostOf(topology, name) === host);
  const modules = await Promise.all(here.map(([, loader]) => loader.module()));

  @Module({ imports: [MultilithModule.forRoot({ ...options, host, topology }), ...modules, ...imports] })
  class HostModule {}

  const settings = { abortOnError: false, ...(logger === undefined ? {} : { logger }) };
  const app = adapter
    ? await NestFactory.create(HostModule, adapter, settings)
    : await NestFactory.createApplicationContext(HostModule, settings);
  const runtime = app.get(MultilithRuntime);
  try {
    await app.init();
  } catch (error) {
    await app.close().catch(() => {});
    throw error;
  }
  return {
    app,
    describe: () => runtime.describe(),
    status: () => runtime.status(),
    stop: () => app.close(),
  };
}
