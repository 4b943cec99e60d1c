import type { GraphQLScalarType } from 'graphql';
import type { DynamicModule, Type } from '@nestjs/common';
import type { Authenticator } from './auth/authenticator.js';
import type { DevelopmentIssuer } from './auth/development-issuer.js';
import type { AllowedHosts } from './headers/allowed-hosts.js';
import type { HostReference } from './host-reference.js';
import type { Throughput } from './index-page/throughput.js';
import type { EdgeMetrics } from './metrics/edge-metrics.js';
import type { EdgeLimits } from './limits/edge-limits.js';
import type { SocketLimits } from './limits/socket-limits.js';

/** The API of one context, from its entry `./api`. */
export interface ContextApi {
  readonly context: string;
  /** Module with its resolvers or controllers. */
  readonly module: Type | DynamicModule;
  /** Its SDL. Default: it adds nothing to the GraphQL schema. */
  readonly sdl?: URL;
}

/** A context whose API is part of the GraphQL schema. */
export type GraphqlContextApi = ContextApi & Required<Pick<ContextApi, 'sdl'>>;

/** Returns the APIs with an SDL. Without any, the edge serves no GraphQL and loads no GraphQL server. */
export const graphqlApis = (apis: readonly ContextApi[]): readonly GraphqlContextApi[] =>
  apis.filter((api): api is GraphqlContextApi => api.sdl !== undefined);

/** Options of the edge module. */
export interface EdgeOptions {
  /** Name of the product on pages. */
  readonly name: string;
  /** Role that may see the index page and metrics in production. */
  readonly operatorRole: string;
  /** The APIs of every context, wherever the context itself runs. */
  readonly apis: readonly ContextApi[];
  /** Resolvers of scalars that the SDL of a context declares, by name. Default: none. */
  readonly scalars?: Readonly<Record<string, GraphQLScalarType>>;
  /** Verifies the tokens of requests. */
  readonly authenticator: Authenticator;
  /** The host that the edge is part of; set once it has started. */
  readonly host: HostReference;
  /** Accepted names in the `Host` header. */
  readonly allowedHosts: AllowedHosts;
  /** Whether to serve developer pages: GraphiQL, guides. */
  readonly development: boolean;
  /** Longest time of a request, in milliseconds. */
  readonly requestTimeoutMs: number;
  /** Content of `/metrics`. Default: no such page. */
  readonly metrics?: EdgeMetrics;
  /** Counts events and calls for the index page. Default: the page shows no rates. */
  readonly throughput?: Pick<Throughput, 'rates'>;
  /** Limits for clients. */
  readonly limits: EdgeLimits;
  /** Other limits of WebSockets. Default: {@link SOCKET_LIMITS}. */
  readonly socketLimits?: Partial<SocketLimits>;
  /** Folder with guides in Markdown, served at `/docs` in development. Default: none. */
  readonly guides?: URL;
  /** Initial query in GraphiQL. Default: GraphiQL's own welcome text. */
  readonly firstQuery?: string;
  /** Issuer and token, if the host signs its own tokens; GraphiQL is signed in with the token. */
  readonly developmentIssuer?: { readonly issuer: DevelopmentIssuer; readonly token: string };
}

/** Injection token of the options. */
export const EDGE_OPTIONS = Symbol('edge-options');
