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

/**
 * Entries of a context: the module is loaded in the host where the topology places it, the API always in the edge host.
 */
export interface EdgeContext extends ContextLoader {
  /**
   * API of the context: resolvers with their SDL, or only controllers. Default: no API.
   *
   * @example
   * api: () => import('@modules/orders/api').then(({ OrdersApiModule, sdl }) => ({ module: OrdersApiModule, sdl }))
   */
  readonly api?: () => Promise<{ readonly module: Type; readonly sdl?: URL }>;
}

/** Content of an edge host. */
export interface EdgeContent {
  /** Every context, by name, including those that the topology places in other hosts. */
  readonly contexts: Readonly<Record<string, EdgeContext>>;
  /** Name of the application on pages, in the log and in development tokens. Default: `Multilith`. */
  readonly name?: string;
  /**
   * Resolvers of scalars that the SDL of a context declares, by name. `DateTime` and `MinorUnits` are built in.
   * Default: none.
   */
  readonly scalars?: Readonly<Record<string, GraphQLScalarType>>;
  readonly graphiql?: {
    /** Initial query in GraphiQL. Default: GraphiQL's own welcome text. */
    readonly firstQuery?: string;
  };
  /** Role that may see the index page, `/status.json` and `/metrics` in production. Default: `operations`. */
  readonly operatorRole?: string;
}

/** Options of an edge host within a larger process, such as a test. */
export interface StartEdgeHostOptions
  extends EdgeContent, Pick<EdgeOptions, 'developmentIssuer' | 'guides' | 'socketLimits'> {
  /** Verifies the tokens of requests. In tests: `(await DevelopmentIssuer.open(folder)).authenticator()`. */
  readonly authenticator: EdgeOptions['authenticator'];
  /** Whether to serve developer pages (GraphiQL, guides) and GraphQL introspection. Default: `false`. */
  readonly development?: boolean;
  /** Accepted names in the `Host` header. Default: names of this machine in development, otherwise any. */
  readonly allowedHosts?: AllowedHosts;
  /**
   * Max-age of `Strict-Transport-Security` in seconds: how long browsers must use TLS. Default: 0, the header is not
   * sent.
   */
  readonly hstsSeconds?: number;
  /** Longest time of a request, in milliseconds. Default: 30,000. */
  readonly requestTimeoutMs?: number;
  /** Limits for clients. Default for each: {@link EDGE_LIMITS}, with the operator role as the only one of `staffRoles`. */
  readonly limits?: Partial<EdgeLimits>;
  /** Databases of the contexts that run here. Default: none, for contexts without data. */
  readonly database?: Partial<DatabaseConfig>;
  /** Contexts that run in other hosts. Default: none. */
  readonly topology?: Topology;
  /** Connections to contexts in other hosts. Default: none. */
  readonly connections?: HostConnections;
  /** Metrics and traces. Default: none. */
  readonly telemetry?: HostTelemetry;
  /** Default: `false`, no log. */
  readonly logger?: LoggerService | false;
  /** Options of the test kit. */
  readonly testing?: MultilithOptions['testing'];
}

/** A running edge host. */
export interface RunningEdgeHost extends HostView {
  readonly runtime: MultilithRuntime;
  /** Whether the host has a GraphQL endpoint, because a context has an SDL. */
  readonly graphql: boolean;
  /** Starts accepting requests. Port 0 means any free port. Returns the URL. */
  listen(port: number, host: string): Promise<string>;
  /** Fails readiness checks, while requests are still accepted. */
  drain(): void;
  /** Finishes running requests and events, then closes the databases. */
  stop(): Promise<void>;
}

const REQUEST_TIMEOUT_MS = 30_000;

/**
 * Starts the contexts of this host, behind the edge, and returns before requests are accepted. {@link runEdgeHost} does
 * this for a separate process.
 *
 * @throws MultilithError `SDL_INVALID` if the SDL of the contexts does not form one schema; the errors of `startHost`
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
  const { operatorRole = OPERATOR_ROLE } = options;
  const limits: EdgeLimits = { ...EDGE_LIMITS, staffRoles: [operatorRole], ...options.limits };
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
        operatorRole,
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

const viewOf = (host: Pick<HostView, 'describe' | 'status' | 'earlierCalls'>, runtime: MultilithRuntime): HostView => ({
  describe: () => host.describe(),
  status: () => host.status(),
  earlierCalls: () => host.earlierCalls(),
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

/** Interval at which idle connections are closed during the shutdown, in milliseconds. */
const IDLE_CHECK_MS = 50;

/**
 * Stops listening and waits for running requests. Node closes connections that are idle at that moment; a connection
 * whose request ends later would keep the server open until its keep-alive timeout, up to a minute.
 */
async function finishRequests(fastify: FastifyInstance): Promise<void> {
  const idleCheck = setInterval(() => fastify.server.closeIdleConnections(), IDLE_CHECK_MS);
  try {
    await fastify.close();
  } finally {
    clearInterval(idleCheck);
  }
}
