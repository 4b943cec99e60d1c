import type { AddressInfo } from 'node:net';
import type { INestApplication, LoggerService, Type } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { pingDatabases, type HostLinks, type HostTelemetry } from '@multilith/host';
import { latestEvents, listParkedEvents } from '@multilith/runtime/operations';
import { MultilithRuntime, startHost, type ContextLoader, type DatabaseConfig, type MultilithOptions, type Topology } from '@multilith/runtime/host';
import { createHttpAdapter } from '../http-adapter.js';
import { EdgeModule } from '../edge.module.js';
import type { ContextApi, EdgeOptions } from '../edge-options.js';
import { HostReference, type HostView } from '../host-reference.js';
import { Throughput } from '../index-page/throughput.js';

/** A context's entries: the module is loaded where the topology places it, the API always. */
export interface EdgeContext extends ContextLoader {
  /** Left out by a context that offers nothing in the GraphQL API. */
  readonly api?: () => Promise<{ readonly module: Type; readonly sdl: URL }>;
}

/** How to start an edge host. */
export interface StartEdgeHostOptions extends Pick<
  EdgeOptions,
  | 'allowedHosts'
  | 'authenticator'
  | 'development'
  | 'developmentIssuer'
  | 'firstQuery'
  | 'guides'
  | 'limits'
  | 'requestTimeoutMs'
  | 'socketLimits'
> {
  /** Every context, also those that the topology places in other hosts. */
  readonly contexts: Readonly<Record<string, EdgeContext>>;
  /** See `AnswerHeaderOptions`. */
  readonly hstsSeconds?: number;
  readonly database: Partial<DatabaseConfig>;
  readonly topology: Topology;
  /** How contexts elsewhere are reached. Default: not at all. */
  readonly links?: HostLinks;
  /** What is seen of it. Default: nothing. */
  readonly telemetry?: HostTelemetry;
  readonly logger: LoggerService | false;
  /** For the test kit. */
  readonly testing?: MultilithOptions['testing'];
}

/** A running edge host. */
export interface RunningEdgeHost extends HostView {
  readonly runtime: MultilithRuntime;
  /** Takes requests. Port 0 takes a free one. Returns the URL. */
  listen(port: number, host: string): Promise<string>;
  /** Says no to readiness checks, while requests are still taken. */
  drain(): void;
  /** Finishes the requests and events that are running, then closes the databases. */
  stop(): Promise<void>;
}

/** Starts the contexts that run here, behind the edge. */
export async function startEdgeHost({
  contexts,
  database,
  topology,
  links,
  telemetry,
  logger,
  testing,
  hstsSeconds = 0,
  ...edge
}: StartEdgeHostOptions): Promise<RunningEdgeHost> {
  const { metrics } = telemetry ?? {};
  const throughput = telemetry?.observer && new Throughput();
  const observer = telemetry?.observer && throughput?.counting(telemetry.observer);
  const reference = new HostReference();
  const { allowedHosts, authenticator, requestTimeoutMs: timeoutMs, limits } = edge;
  const adapter = createHttpAdapter({
    allowedHosts,
    hstsSeconds,
    authenticator,
    timeoutMs,
    observer,
    ...(limits ? { limits } : {}),
  });
  const apis = await Promise.all(
    Object.entries(contexts).flatMap(([context, { api }]) =>
      api ? [api().then((entry): ContextApi => ({ context, ...entry }))] : [],
    ),
  );
  const host = await startHost({
    contexts,
    topology,
    database,
    logger,
    ...links,
    ...(observer ? { observer } : {}),
    ...(testing ? { testing } : {}),
    adapter,
    imports: [
      EdgeModule.forRoot({
        ...edge,
        apis,
        host: reference,
        ...(metrics ? { metrics } : {}),
        ...(throughput ? { throughput } : {}),
      }),
    ],
  });
  const app = host.app as INestApplication;
  const runtime = app.get(MultilithRuntime);
  metrics?.started(runtime);
  const view: HostView = {
    describe: () => host.describe(),
    status: () => host.status(),
    ping: () => pingDatabases(runtime),
    schemas: () => new Map([...runtime.databases].map(([context, { schema }]) => [context, schema])),
    firstParked: async (context, subscription) => {
      const database = runtime.databases.get(context);
      return database && (await listParkedEvents(database.pool, { subscription }, 1))[0];
    },
    latestEvents: async (limit) => {
      const perContext = [...runtime.databases.values()].map(({ pool }) => latestEvents(pool, limit));
      return (await Promise.all(perContext))
        .flat()
        .sort((a, b) => b.occurredAt.getTime() - a.occurredAt.getTime())
        .slice(0, limit);
    },
  };
  return {
    ...view,
    runtime,
    listen: async (port, address) => {
      await app.listen(port, address);
      reference.started(view);
      const bound = app.getHttpServer().address() as AddressInfo;
      const shown = ['0.0.0.0', '::', '127.0.0.1', '::1'].includes(bound.address) ? 'localhost' : bound.address;
      return `http://${shown}:${bound.port}`;
    },
    drain: () => reference.drain(),
    stop: async () => {
      reference.drain();
      // Requests first: they may publish events and need the databases.
      await finishRequests(adapter.getInstance<FastifyInstance>());
      await host.stop();
    },
  };
}

/** How often connections whose last request has been answered are looked for, in milliseconds. */
const IDLE_CHECK_MS = 50;

/**
 * Stops listening and waits for the requests that are running. Node closes the connections that are idle at that moment;
 * one that finishes its request later would keep the server open until its keep-alive ends, a minute on.
 */
async function finishRequests(fastify: FastifyInstance): Promise<void> {
  const idleCheck = setInterval(() => fastify.server.closeIdleConnections(), IDLE_CHECK_MS);
  try {
    await fastify.close();
  } finally {
    clearInterval(idleCheck);
  }
}
