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

/** What one context offers to clients: its entry `./api`. */
export interface ContextApi {
  readonly context: string;
  /** Its resolvers, or its controllers. */
  readonly module: Type | DynamicModule;
  /** Its SDL. Default: it adds nothing to the GraphQL schema. */
  readonly sdl?: URL;
}

/** A context whose API is part of the GraphQL schema. */
export type GraphqlContextApi = ContextApi & Required<Pick<ContextApi, 'sdl'>>;

/** The APIs with SDL. Without any, the edge serves no GraphQL and loads no GraphQL server. */
export const graphqlApis = (apis: readonly ContextApi[]): readonly GraphqlContextApi[] =>
  apis.filter((api): api is GraphqlContextApi => api.sdl !== undefined);

/** What the edge is made of. */
export interface EdgeOptions {
  /** What pages call the product. */
  readonly name: string;
  /** The role that sees the index page and metrics in production. */
  readonly operatorRole: string;
  /** The APIs of every context, wherever the context itself runs. */
  readonly apis: readonly ContextApi[];
  /** Resolvers of scalars that the SDL of a context declares, by name. Default: none. */
  readonly scalars?: Readonly<Record<string, GraphQLScalarType>>;
  /** Checks the tokens of requests. */
  readonly authenticator: Authenticator;
  /** The host that the edge is part of; filled in when it has started. */
  readonly host: HostReference;
  /** Which hosts a request may name in `Host`. */
  readonly allowedHosts: AllowedHosts;
  /** Whether pages for developers are served: GraphiQL, guides. */
  readonly development: boolean;
  /** How long a request may take, in milliseconds. */
  readonly requestTimeoutMs: number;
  /** What `/metrics` answers. Default: there is no such page. */
  readonly metrics?: EdgeMetrics;
  /** Counts events and calls for the index page. Default: the page shows no rates. */
  readonly throughput?: Pick<Throughput, 'rates'>;
  /** What clients may take. */
  readonly limits: EdgeLimits;
  /** Other limits of WebSockets. Default: {@link SOCKET_LIMITS}. */
  readonly socketLimits?: Partial<SocketLimits>;
  /** Folder with guides in Markdown, served at `/docs` in development. Default: none. */
  readonly guides?: URL;
  /** The query that GraphiQL shows first. Default: its own welcome text. */
  readonly firstQuery?: string;
  /** If the host signs its own tokens: their issuer, and the token that GraphiQL is signed in with. */
  readonly developmentIssuer?: { readonly issuer: DevelopmentIssuer; readonly token: string };
}

/** Key of the options among the edge's providers. */
export const EDGE_OPTIONS = Symbol('edge-options');
