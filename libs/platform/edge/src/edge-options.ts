import type { DynamicModule, Type } from '@nestjs/common';
import type { Authenticator } from './auth/authenticator.js';
import type { DevelopmentIssuer } from './auth/development-issuer.js';
import type { AllowedHosts } from './headers/allowed-hosts.js';
import type { HostReference } from './host-reference.js';
import type { Throughput } from './index-page/throughput.js';
import type { EdgeMetrics } from './metrics/edge-metrics.js';
import type { EdgeLimits } from './limits/edge-limits.js';
import type { SocketLimits } from './subscriptions/socket-limits.js';

/** The GraphQL API of one context: its entry `./api`. */
export interface ContextApi {
  readonly context: string;
  /** Its resolvers. */
  readonly module: Type | DynamicModule;
  /** Its SDL. */
  readonly sdl: URL;
}

/** What the edge is made of. */
export interface EdgeOptions {
  /** The APIs of every context, wherever the context itself runs. */
  readonly apis: readonly ContextApi[];
  /** Checks the tokens of requests. */
  readonly authenticator: Authenticator;
  /** The host that the edge is part of; filled in when it has started. */
  readonly host: HostReference;
  /** Which hosts a request may name in `Host`. */
  readonly allowedHosts: AllowedHosts;
  /** Whether GraphiQL is served. */
  readonly development: boolean;
  /** How long a request may take, in milliseconds. */
  readonly requestTimeoutMs: number;
  /** What `/metrics` answers. Default: there is no such page. */
  readonly metrics?: EdgeMetrics;
  /** Counts what passes, for the index page. Default: it shows no rates. */
  readonly throughput?: Pick<Throughput, 'rates'>;
  /** What clients may take. Default: {@link EDGE_LIMITS}. */
  readonly limits?: EdgeLimits;
  /** Other limits of WebSockets. Default: {@link SOCKET_LIMITS}. */
  readonly socketLimits?: Partial<SocketLimits>;
  /** Folder with guides in Markdown, served at `/docs` in development. Default: none. */
  readonly guides?: URL;
  /** The query that GraphiQL shows first. Default: its own welcome text. */
  readonly firstQuery?: string;
  /** Where the shop signs its own tokens: their issuer, and the token that GraphiQL is signed in with. */
  readonly developmentIssuer?: { readonly issuer: DevelopmentIssuer; readonly token: string };
}

/** Key of the options among the edge's providers. */
export const EDGE_OPTIONS = Symbol('edge-options');
