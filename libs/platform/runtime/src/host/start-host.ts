import {
  Module,
  type DynamicModule,
  type INestApplicationContext,
  type LoggerService,
  type Type,
} from '@nestjs/common';
import { NestFactory, type AbstractHttpAdapter } from '@nestjs/core';
import type { EarlierCalls } from '../call/earlier-calls.js';
import type { HostDescription } from './host-description.js';
import { MultilithModule } from './multilith.module.js';
import type { MultilithOptions } from './multilith-options.js';
import { MultilithRuntime } from './multilith-runtime.js';
import { hostOf, MAIN_HOST } from '../topology/topology.js';
import type { SubscriptionStatus } from '@multilith/events';

/** Loads a context; called only if the topology places the context in this host. */
export interface ContextLoader {
  /** @example () => import('@modules/orders').then(({ OrdersModule }) => OrdersModule) */
  readonly module: () => Promise<Type>;
}

/** Options of `startHost`. */
export interface HostOptions extends MultilithOptions {
  /** Every context of the deployment, by name. */
  readonly contexts: Readonly<Record<string, ContextLoader>>;
  /** Edge modules: GraphQL, health and the like. Default: none. */
  readonly imports?: readonly (Type | DynamicModule)[];
  /** HTTP adapter. Default: none; the host has no HTTP server. */
  readonly adapter?: AbstractHttpAdapter;
  /** Logger of Nest and the runtime. Default: Nest's console logger. */
  readonly logger?: LoggerService | false;
}

/** A running host. */
export interface Host {
  /** The Nest application; with an HTTP adapter an `INestApplication`. */
  readonly app: INestApplicationContext;
  /** Describes the contexts of this host and the known contexts in other hosts. */
  describe(): HostDescription;
  /** Returns the status of every subscription that runs in this host. */
  status(): Promise<readonly SubscriptionStatus[]>;
  /** Returns the calls to earlier versions of messages that this host handles, since it started. */
  earlierCalls(): readonly EarlierCalls[];
  /** Finishes requests and running event handlers, then closes the databases. */
  stop(): Promise<void>;
}

/**
 * Creates and initialises a host with the contexts that the topology places in it. It does not listen: call
 * `host.app.listen(port)`.
 *
 * @throws WiringError with every fault of the wiring
 * @throws MultilithError if the databases cannot be reached or set up
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
    earlierCalls: () => runtime.earlierCalls,
    stop: () => app.close(),
  };
}
