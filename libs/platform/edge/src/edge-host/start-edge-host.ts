import type { AddressInfo } from 'node:net';
import type { INestApplication, LoggerService, Type } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import type { GraphQLScalarType } from 'graphql';
import { pingDatabases, type HostConnections, type HostTelemetry } from '@multilith/host';
import { latestEvents, listParkedEvents } from '@multilith/runtime/operations';
import {
  MultilithRuntime,
  startHost,
  type ContextLoader,
  type DatabaseConfig,
  type MultilithOptions,
  type Topology,
} from '@multilith/runtime/host';
import { EdgeModule } from '../edge.module.js';
import { graphqlApis, type ContextApi, type EdgeOptions } from '../edge-options.js';
import { AllowedHosts } from '../headers/allowed-hosts.js';
import { HostReference, type HostView } from '../host-reference.js';
import { createHttpAdapter } from '../http-adapter.js';
import { Throughput } from '../index-page/throughput.js';
import { EDGE_LIMITS, type EdgeLimits } from '../limits/edge-limits.js';
import { OPERATOR_ROLE, PRODUCT } from '../defaults.js';

/** A context's entries: the module is loaded in the host where the topology places it, the API always in the edge host. */
export interface EdgeContext extends ContextLoader {
  /**
   * What the context offers to clients: resolvers with their SDL, or controllers alone. Default: nothing.
   *
   * @example
   * api: () => import('@modules/orders/api').then(({ OrdersApiModule, sdl }) => ({ module: OrdersApiModule, sdl }))
   */
  readonly api?: () => Promise<{ readonly module: Type; readonly sdl?: URL }>;
}

/** What an application brings to its edge host. */
export interface EdgeContent {
  /** Every context, by name, also those that the topology places in other hosts. */
  readonly contexts: Readonly<Record<string, EdgeContext>>;
  /** What pages, the log and tokens for development call the application. Default `Multilith`. */
  readonly name?: string;
  /** Resolvers of scalars that the SDL of a context declares, by name. Default: none; `DateTime` and `MinorUnits` are there. */
  readonly scalars?: Readonly<Record<string, GraphQLScalarType>>;
  readonly graphiql?: {
    /** The query that GraphiQL shows first. Default: its own welcome text. */
    readonly firstQuery?: string;
  };
  /** The role that sees the index page, `/status.json` and `/metrics` in production. Default `operations`. */
  readonly operatorRole?: string;
}

/** How to start an edge host in a process that does more than that, such as a test. */
export interface StartEdgeHostOptions
  extends EdgeContent, Pick<EdgeOptions, 'developmentIssuer' | 'guides' | 'socketLimits'> {
  /** Checks the tokens of requests. In tests: `(await DevelopmentIssuer.open(folder)).authenticator()`. */
  readonly authenticator: EdgeOptions['authenticator'];
  /** Whether pages for developers are served: GraphiQL, guides; then GraphQL introspection is on. Default `false`. */
  readonly development?: boolean;
  /** Which hosts a request may name in `Host`. Default: this machine in development, otherwise any. */
  readonly allowedHosts?: AllowedHosts;
  /** How long browsers keep to TLS, in seconds: `Strict-Transport-Security`. Default 0: the header is not sent. */
  readonly hstsSeconds?: number;
  /** How long a request may take, in milliseconds. Default 30,000. */
  readonly requestTimeoutMs?: number;
  /** What clients may take. Default for each: {@link EDGE_LIMITS}. */
  readonly limits?: Partial<EdgeLimits>;
  /** The databases of the contexts that run here. Default: none, for contexts that keep no data. */
  readonly database?: Partial<DatabaseConfig>;
  /** Which contexts run in other hosts. Default: none. */
  readonly topology?: Topology;
  /** How contexts in other hosts are reached. Default: not at all. */
  readonly connections?: HostConnections;
  /** Metrics and traces. Default: none. */
  readonly telemetry?: HostTelemetry;
  /** Default `false`: nothing is logged. */
  readonly logger?: LoggerService | false;
  /** For the test kit. */
  readonly testing?: MultilithOptions['testing'];
}

/** A running edge host. */
export interface RunningEdgeHost extends HostView {
  readonly runtime: MultilithRuntime;
  /** Whether there is a GraphQL endpoint: a context has an SDL. */
  readonly graphql: boolean;
  /** Takes requests. Port 0 takes a free port. Returns the URL. */
  listen(port: number, host: string): Promise<string>;
  /** Fails readiness checks, while requests are still taken. */
  drain(): void;
  /** Finishes the requests and events that are running, then closes the databases. */
  stop(): Promise<void>;
}

const REQUEST_TIMEOUT_MS = 30_000;

/**
 * Starts the contexts that run here, behind the edge, and returns before requests are taken. {@link runEdgeHost} does so for
 * a process of its own.
 *
 * @throws MultilithError `SDL_INVALID` if the SDL of the contexts does not make one schema; whatever `startHost` throws
 * @example
 * const issuer = await DevelopmentIssuer.open(folder);
 * const edge = await startEdgeHost({ contexts, database: { url }, authenticator: issuer.authenticator() });
 * const url = await edge.listen(0, '127.0.0.1');
 * …
 * await edge.stop();
 */
export async function startEdgeHost(options: StartEdgeHostOptions): Promise<RunningEdgeHost> {
  const { authenticator, contexts, graphiql, hstsSeconds = 0, telemetry } = options;
  const { development = false, requestTimeoutMs = REQUEST_TIMEOUT_MS } = options;
  const { allowedHosts = development ? AllowedHosts.local() : AllowedHosts.any() } = options;
  const limits: EdgeLimits = { ...EDGE_LIMITS, ...options.limits };
  const metrics = telemetry?.metrics;
  const throughput = telemetry?.observer && new Throughput();
  const observer = telemetry?.observer && throughput?.counting(telemetry.observer);
  const apis = await apisOf(contexts);
  const graphql = graphqlApis(apis).length > 0;
  const reference = new HostReference();
  const adapter = createHttpAdapter({
    allowedHosts,
    authenticator,
    graphql,
    hstsSeconds,
    limits,
    observer,
    timeoutMs: requestTimeoutMs,
  });
  const host = await startHost({
    contexts,
    topology: options.topology ?? {},
    ...(options.database ? { database: options.database } : {}),
    logger: options.logger ?? false,
    ...options.connections,
    ...(observer ? { observer } : {}),
    ...(options.testing ? { testing: options.testing } : {}),
    adapter,
    imports: [
      await EdgeModule.forRoot({
        name: options.name ?? PRODUCT,
        operatorRole: options.operatorRole ?? OPERATOR_ROLE,
        allowedHosts,
        apis,
        authenticator,
        development,
        host: reference,
        limits,
        requestTimeoutMs,
        ...(graphiql?.firstQuery === undefined ? {} : { firstQuery: graphiql.firstQuery }),
        ...(options.scalars ? { scalars: options.scalars } : {}),
        ...(options.socketLimits ? { socketLimits: options.socketLimits } : {}),
        ...(options.guides ? { guides: options.guides } : {}),
        ...(options.developmentIssuer ? { developmentIssuer: options.developmentIssuer } : {}),
        ...(metrics ? { metrics } : {}),
        ...(throughput ? { throughput } : {}),
      }),
    ],
  });
  const app = host.app as INestApplication;
  const runtime = app.get(MultilithRuntime);
  metrics?.started(runtime);
  const view = viewOf(host, runtime);
  return {
    ...view,
    runtime,
    graphql,
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

const apisOf = (contexts: EdgeContent['contexts']): Promise<ContextApi[]> =>
  Promise.all(
    Object.entries(contexts).flatMap(([context, { api }]) =>
      api ? [api().then((entry): ContextApi => ({ context, ...entry }))] : [],
    ),
  );

const viewOf = (host: Pick<HostView, 'describe' | 'status'>, runtime: MultilithRuntime): HostView => ({
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
});

/** How often connections whose last request has been answered are closed, in milliseconds. */
const IDLE_CHECK_MS = 50;

/**
 * Stops listening and waits for running requests. Node closes the connections that are idle at that moment; a connection
 * that finishes its request later would keep the server open until its keep-alive ends, a minute on.
 */
async function finishRequests(fastify: FastifyInstance): Promise<void> {
  const idleCheck = setInterval(() => fastify.server.closeIdleConnections(), IDLE_CHECK_MS);
  try {
    await fastify.close();
  } finally {
    clearInterval(idleCheck);
  }
}
