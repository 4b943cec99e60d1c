import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplication, LoggerService } from '@nestjs/common';
import { startHost, type HostDescription } from '@multilith/runtime/host';
import type { SubscriptionStatus, WorkObserver } from '@multilith/runtime/observe';
import { DevelopmentIssuer } from '../src/auth/development-issuer.js';
import { AllowedHosts } from '../src/headers/allowed-hosts.js';
import type { EdgeOptions } from '../src/edge-options.js';
import { EdgeModule } from '../src/edge.module.js';
import { createHttpAdapter } from '../src/http-adapter.js';
import { HostReference } from '../src/host-reference.js';
import { EDGE_LIMITS, type EdgeLimits } from '../src/limits/edge-limits.js';
import type { ReadingSpeed } from '../src/limits/answer-limits.js';
import { SubscriptionServer } from '../src/graphql/subscriptions/subscription-server.js';
import { EchoApiModule, EchoModule, sdl } from './echo-context.js';
import { GraphqlClient } from '../src/testing/graphql-client.js';

/** Specs send faster than people, so rates are not limited. */
const NO_RATE = { perSecond: 0, burst: 0 };
const UNLIMITED = { anonymous: NO_RATE, signedIn: NO_RATE, staff: NO_RATE, staffRoles: ['sales'], overloadMs: 0 };

/** The edge over a context without data, listening on a free port. */
export interface RunningEdge {
  readonly url: string;
  readonly client: GraphqlClient;
  readonly issuer: DevelopmentIssuer;
  readonly reference: HostReference;
  /** Number of open sockets. */
  sockets(): number;
  /** Number of open connections. */
  connections(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts an edge over the echo context. */
export async function startEdge(
  options: {
    /** Default: the echo context's API. */
    readonly apis?: EdgeOptions['apis'];
    readonly development?: boolean;
    readonly requestTimeoutMs?: number;
    readonly logger?: LoggerService | false;
    /** Accepted names beside those of this machine. Default: none in development, every name in production. */
    readonly allowedHosts?: readonly string[];
    readonly hstsSeconds?: number;
    readonly reading?: ReadingSpeed;
    readonly socketLimits?: EdgeOptions['socketLimits'];
    /** Default: the limits of the edge, without rate limits. */
    readonly limits?: Partial<EdgeLimits>;
    readonly metrics?: EdgeOptions['metrics'];
    /** Observes requests. Default: no observer. */
    readonly observer?: WorkObserver;
    /** Replaces the databases in readiness checks. */
    readonly ping?: () => Promise<void>;
    /** Describes the host for the index page. */
    readonly describe?: () => HostDescription;
    /** Replaces the event engine's status on the index page. */
    readonly status?: () => Promise<readonly SubscriptionStatus[]>;
  } = {},
): Promise<RunningEdge> {
  const { development = true, requestTimeoutMs = 30_000, logger = false, ping = async () => {} } = options;
  const limits: EdgeLimits = { ...EDGE_LIMITS, ...UNLIMITED, ...options.limits };
  const dataDir = mkdtempSync(join(tmpdir(), 'edge-'));
  const issuer = await DevelopmentIssuer.open(dataDir);
  const authenticator = issuer.authenticator();
  const token = await issuer.sign({ subject: 'dev', roles: ['sales'] });
  const reference = new HostReference();
  const allowedHosts = development ? AllowedHosts.local(options.allowedHosts) : AllowedHosts.any();
  const host = await startHost({
    contexts: { echo: { module: async () => EchoModule } },
    logger,
    adapter: createHttpAdapter({
      authenticator,
      timeoutMs: requestTimeoutMs,
      graphql: options.apis?.length !== 0,
      limits,
      allowedHosts,
      hstsSeconds: options.hstsSeconds ?? 0,
      observer: options.observer,
      ...(options.reading ? { reading: options.reading } : {}),
    }),
    imports: [
      await EdgeModule.forRoot({
        name: 'Echo',
        operatorRole: 'operations',
        apis: options.apis ?? [{ context: 'echo', module: EchoApiModule, sdl }],
        authenticator,
        allowedHosts,
        host: reference,
        development,
        requestTimeoutMs,
        limits,
        ...(options.socketLimits ? { socketLimits: options.socketLimits } : {}),
        ...(options.metrics ? { metrics: options.metrics } : {}),
        developmentIssuer: { issuer, token },
        guides: new URL('../../../../docs', import.meta.url),
      }),
    ],
  });
  const app = host.app as INestApplication;
  await app.listen(0, '127.0.0.1');
  const { describe = () => host.describe(), status = () => host.status() } = options;
  reference.started({
    describe,
    status,
    earlierCalls: () => host.earlierCalls(),
    ping,
    schemas: () => new Map(),
    firstParked: async () => undefined,
    latestEvents: async () => [],
  });
  const url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
  const stop = async (): Promise<void> => {
    await host.stop();
    rmSync(dataDir, { recursive: true });
  };
  const sockets = (): number => app.get(SubscriptionServer).connections;
  const connections = (): Promise<number> =>
    new Promise((resolve, reject) =>
      (app.getHttpServer() as Server).getConnections((error, count) => (error ? reject(error) : resolve(count))),
    );
  return { url, client: new GraphqlClient(url), issuer, reference, sockets, connections, stop };
}
