import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { GraphQLError, NoSchemaIntrospectionCustomRule, type ExecutionArgs } from 'graphql';
import { CloseCode, handleProtocols, makeServer, type Context, type Server, type SubscribePayload } from 'graphql-ws';
import { WebSocketServer, type WebSocket } from 'ws';
import { runAtEdge, type EdgeRequest } from '@multilith/runtime';
import type { TraceContext } from '@multilith/contract';
import type { SignedIn } from '../auth/authenticator.js';
import { AuthUnavailableError, UnauthenticatedError } from '../auth/auth-error.js';
import { EDGE_OPTIONS, type EdgeOptions } from '../edge-options.js';
import { formattedErrors } from '../errors/error-formatter.js';
import { HostReference } from '../host-reference.js';
import { BadGraphqlRequestError } from '../request/graphql-request.js';
import { traceOf } from '../request/trace-parent.js';
import { carryOut, readSubscription } from './live-operation.js';
import { LiveSocket } from './live-socket.js';
import { SOCKET_LIMITS, type SocketLimits } from './socket-limits.js';
import { refuseUpgrade, upgradeRefusal, type UpgradeRefusal } from './upgrade-request.js';

/** What is known of a connection. */
interface Connection {
  readonly socket: LiveSocket;
  /** The header of the request that opened it. */
  readonly authorization: string | undefined;
  /** The trace of each subscription. */
  readonly traces: Map<string, TraceContext>;
  signedIn?: SignedIn;
}

/** What clients send to sign in. */
type Params = Record<string, unknown>;

type LiveContext = Context<Params, Connection>;

/** `setTimeout` takes no longer ones; a client that is disconnected after 24 days comes back. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const GOING_AWAY = 1001;
const TRY_AGAIN_LATER = 1013;

/**
 * GraphQL subscriptions over WebSockets at `/graphql`, in the protocol `graphql-transport-ws`. Mercurius brings a server of
 * its own, which neither validates what it carries out nor bounds what a client may ask for.
 */
@Injectable()
export class SubscriptionServer implements OnModuleInit {
  readonly #logger = new Logger('Subscriptions');
  readonly #limits: SocketLimits;
  readonly #server: WebSocketServer;
  readonly #protocol: Server<Connection>;
  readonly #connections = new Set<Connection>();

  constructor(
    @Inject(EDGE_OPTIONS) private readonly options: EdgeOptions,
    @Inject(HostReference) private readonly reference: HostReference,
    @Inject(HttpAdapterHost) private readonly adapter: HttpAdapterHost,
  ) {
    this.#limits = { ...SOCKET_LIMITS, ...options.socketLimits };
    const { messageBytes: maxPayload, initMs: connectionInitWaitTimeout } = this.#limits;
    this.#server = new WebSocketServer({ noServer: true, clientTracking: false, maxPayload, handleProtocols });
    this.#protocol = makeServer<Params, Connection>({
      connectionInitWaitTimeout,
      onConnect: (context) => this.#signIn(context),
      onSubscribe: (context, id, payload) => this.#begin(context, id, payload),
      subscribe: (operation: ExecutionArgs) =>
        carryOut(operation, operation.contextValue as EdgeRequest, options.requestTimeoutMs),
      onNext: (context, id, _payload, _operation, answer) =>
        answer.errors && { ...answer, errors: this.#formatted(context, id, answer.errors) },
      onError: (context, id, _payload, errors) => this.#formatted(context, id, errors as readonly GraphQLError[]),
      onComplete: ({ extra }, id) => void extra.traces.delete(id),
    });
  }

  /** How many sockets are open. */
  get connections(): number {
    return this.#connections.size;
  }

  onModuleInit(): void {
    const fastify = this.adapter.httpAdapter.getInstance<FastifyInstance>();
    fastify.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      const refusal = upgradeRefusal(request, this.options.allowedHosts) ?? this.#noRoom();
      if (refusal) return refuseUpgrade(socket, refusal);
      this.#server.handleUpgrade(request, socket, head, (opened) => this.#open(opened, request));
    });
    fastify.addHook('preClose', () => this.#close());
  }

  #noRoom(): UpgradeRefusal | undefined {
    if (this.reference.draining) return { status: 503, code: 'UNAVAILABLE', message: 'The shop is about to stop.' };
    if (this.#connections.size >= this.#limits.connections)
      return { status: 503, code: 'UNAVAILABLE', message: 'Too many sockets are open. Try again later.' };
    return undefined;
  }

  #open(opened: WebSocket, { headers }: IncomingMessage): void {
    const socket = new LiveSocket(opened, this.#limits, (error) => this.#logger.debug(`A socket: ${error.message}`));
    const connection: Connection = { socket, authorization: headers.authorization, traces: new Map() };
    this.#connections.add(connection);
    const closed = this.#protocol.opened(
      {
        protocol: socket.protocol,
        send: (text) => socket.send(text),
        close: (code = CloseCode.InternalServerError, reason = '') => socket.close(code, reason),
        onMessage: (take) =>
          socket.onMessage((text) =>
            take(text).catch((error: unknown) => {
              this.#logger.error(error);
              socket.close(CloseCode.InternalServerError, 'Something went wrong on our side.');
            }),
          ),
      },
      connection,
    );
    socket.onClose((code, reason) => {
      this.#connections.delete(connection);
      void closed(code, reason).catch((error: unknown) => this.#logger.error(error));
    });
  }

  /** Only who signs in may stay, and only as long as the token is valid. */
  async #signIn({ connectionParams, extra }: LiveContext): Promise<boolean> {
    const { socket } = extra;
    const sent = connectionParams?.['authorization'] ?? connectionParams?.['Authorization'] ?? extra.authorization;
    try {
      if (typeof sent !== 'string')
        throw new UnauthenticatedError('Send { "authorization": "Bearer <token>" } to begin with.');
      const signedIn = await this.options.authenticator.signIn(sent);
      const { principal, expiresAt } = signedIn;
      const same = [...this.#connections].filter((other) => other.signedIn?.principal.subject === principal.subject);
      if (same.length >= this.#limits.connectionsOfOne) {
        socket.close(TRY_AGAIN_LATER, 'You have too many sockets open.');
        return false;
      }
      extra.signedIn = signedIn;
      const expiry = setTimeout(
        () => socket.close(CloseCode.Unauthorized, 'The token has expired. Sign in again.'),
        Math.min(expiresAt - Date.now(), LONGEST_TIMER_MS),
      );
      socket.onClose(() => clearTimeout(expiry));
      return socket.open;
    } catch (error) {
      if (error instanceof AuthUnavailableError) {
        this.#logger.error(error);
        socket.close(TRY_AGAIN_LATER, error.message);
      } else socket.close(CloseCode.Unauthorized, (error as Error).message);
      return false;
    }
  }

  async #begin(
    { extra, subscriptions }: LiveContext,
    id: string,
    payload: SubscribePayload,
  ): Promise<ExecutionArgs | readonly GraphQLError[]> {
    const trace = traceOf(undefined);
    extra.traces.set(id, trace);
    const most = this.#limits.subscriptions;
    if (Object.keys(subscriptions).length > most)
      return [refusal(`A socket takes ${most} subscriptions at once.`, 'TOO_MANY_SUBSCRIPTIONS')];
    const { development } = this.options;
    const { schema } = this.adapter.httpAdapter.getInstance<FastifyInstance>().graphql;
    const read = await readSubscription(payload, {
      schema,
      rules: development ? [] : [NoSchemaIntrospectionCustomRule],
      hideSuggestions: !development,
    });
    if (!('document' in read)) return read;
    const contextValue: EdgeRequest = { principal: extra.signedIn!.principal, trace };
    return { ...read, contextValue };
  }

  #formatted({ extra }: LiveContext, id: string, errors: readonly GraphQLError[]) {
    const trace = extra.traces.get(id);
    return runAtEdge(trace ? { trace } : {}, () => formattedErrors(errors));
  }

  /** Clients are told, and come back to another instance; whoever does not answer is not waited for. */
  async #close(): Promise<void> {
    const open = [...this.#connections].map(({ socket }) => socket);
    if (open.length === 0) return;
    const gone = Promise.all(open.map((socket) => new Promise<void>((resolve) => socket.onClose(() => resolve()))));
    for (const socket of open) socket.close(GOING_AWAY, 'The shop is about to stop.');
    const patience = setTimeout(() => {
      for (const socket of open) socket.terminate();
    }, this.#limits.goodbyeMs);
    await gone;
    clearTimeout(patience);
  }
}

const refusal = (message: string, code: 'TOO_MANY_SUBSCRIPTIONS'): GraphQLError =>
  new GraphQLError(message, { originalError: new BadGraphqlRequestError(message, code, 429) });
