import { problemOf } from '@multilith/contract';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { GraphQLError, NoSchemaIntrospectionCustomRule, type ExecutionArgs } from 'graphql';
import { CloseCode, handleProtocols, makeServer, type Context, type Server, type SubscribePayload } from 'graphql-ws';
import { WebSocketServer, type WebSocket } from 'ws';
import { runAtEdge, type EdgeRequest } from '@multilith/runtime/host';
import type { TraceContext } from '@multilith/contract';
import type { SignedIn } from '../../auth/authenticator.js';
import { AuthUnavailableError, UnauthenticatedError } from '../../auth/auth-error.js';
import { EDGE_OPTIONS, type EdgeOptions } from '../../edge-options.js';
import { formattedErrors } from '../error-formatter.js';
import { httpError, retryAfterOf } from '../../errors/http-error.js';
import { HostReference } from '../../host-reference.js';
import type { Clients } from '../../limits/clients.js';
import { OverloadedError } from '../../limits/limit-errors.js';
import type { Allowance } from '../../limits/rate-limits.js';
import { BadGraphqlRequestError } from '../request/graphql-request.js';
import { traceOf } from '../../request/trace-parent.js';
import { carryOut, readSubscription, type DocumentRules } from './live-operation.js';
import { LiveSocket, TRY_AGAIN_LATER } from './live-socket.js';
import { SOCKET_LIMITS, type SocketLimits } from '../../limits/socket-limits.js';
import { refuseUpgrade, upgradeRefusal, type UpgradeRefusal } from './upgrade-request.js';

/** State of a connection. */
interface Connection {
  readonly socket: LiveSocket;
  /** The signed-in principal of the upgrade request, if it had an `Authorization` header. */
  readonly bearer: SignedIn | undefined;
  /** The address that the connection counts for until it has signed in. */
  readonly address: string;
  signedIn?: SignedIn;
  /** Remaining rate of its principal. */
  allowance?: Allowance;
}

/** Payload with which clients sign in. */
type Params = Record<string, unknown>;

type LiveContext = Context<Params, Connection>;

/** Maximum delay of `setTimeout`; a client that is disconnected after 24 days reconnects. */
const MAX_TIMER_MS = 2 ** 31 - 1;
const GOING_AWAY = 1001;

/**
 * GraphQL subscriptions over WebSockets at `/graphql`, in the protocol `graphql-transport-ws`. Mercurius has its own
 * server, which neither validates operations nor limits what a client may request.
 */
@Injectable()
export class SubscriptionServer implements OnModuleInit {
  readonly #logger = new Logger('Subscriptions');
  readonly #limits: SocketLimits;
  readonly #server: WebSocketServer;
  readonly #protocol: Server<Connection>;
  readonly #connections = new Set<Connection>();
  #closing = false;
  /** Sockets that have not signed in, oldest first. */
  readonly #unsigned = new Set<Connection>();
  /**
   * The trace of each subscription, kept as long as its request object: the protocol does not report the end of every
   * subscription.
   */
  readonly #traces = new WeakMap<SubscribePayload, TraceContext>();

  constructor(
    @Inject(EDGE_OPTIONS) private readonly options: EdgeOptions,
    @Inject(HostReference) private readonly reference: HostReference,
    @Inject(HttpAdapterHost) private readonly adapter: HttpAdapterHost,
  ) {
    this.#limits = { ...SOCKET_LIMITS, ...options.socketLimits };
    const { messageBytes: maxPayload, initMs: connectionInitWaitTimeout } = this.#limits;
    this.#server = new WebSocketServer({ noServer: true, clientTracking: false, maxPayload, handleProtocols });
    this.#server.on('wsClientError', ({ message }, socket) =>
      refuseUpgrade(socket, { status: 400, code: 'BAD_REQUEST', message: `${message}.` }),
    );
    this.#protocol = makeServer<Params, Connection>({
      connectionInitWaitTimeout,
      onConnect: (context) => this.#signIn(context),
      onSubscribe: (context, _id, payload) => this.#begin(context, payload),
      subscribe: (operation: ExecutionArgs) =>
        carryOut(operation, operation.contextValue as EdgeRequest, options.requestTimeoutMs),
      onNext: (_context, _id, payload, _operation, answer) =>
        answer.errors && { ...answer, errors: this.#formatted(payload, answer.errors) },
      onError: (_context, _id, payload, errors) => this.#formatted(payload, errors as readonly GraphQLError[]),
    });
  }

  get #clients(): Clients {
    return this.adapter.httpAdapter.getInstance<FastifyInstance>().clients;
  }

  /** Number of open sockets. */
  get connections(): number {
    return this.#connections.size;
  }

  onModuleInit(): void {
    const fastify = this.adapter.httpAdapter.getInstance<FastifyInstance>();
    fastify.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      // Node no longer listens for errors; an error without a listener would end the process.
      socket.on('error', (error) => this.#logger.debug(`A request for a socket: ${error.message}`));
      this.#admit(request, fastify.clients)
        .then((admitted) => {
          if (socket.destroyed) return;
          if ('code' in admitted) return refuseUpgrade(socket, admitted);
          this.#server.handleUpgrade(request, socket, head, (opened) => this.#open(opened, admitted));
        })
        .catch((error: unknown) => {
          this.#logger.error(error);
          socket.destroy();
        });
    });
    fastify.addHook('preClose', () => this.#close());
  }

  /** Identifies the principal of an upgrade request, if it has a header, before it checks whether there is room. */
  async #admit(
    request: IncomingMessage,
    clients: Clients,
  ): Promise<UpgradeRefusal | Pick<Connection, 'address' | 'bearer'>> {
    const refusal = upgradeRefusal(request, this.options.allowedHosts);
    if (refusal) return refusal;
    const address = clients.addresses.of(request);
    try {
      const { authorization } = request.headers;
      if (authorization === undefined) {
        clients.rates.ofAddress(address).spend(1);
        clients.overload.requireRoomForStrangers();
        return this.#noRoom(undefined) ?? { address, bearer: undefined };
      }
      const bearer = await this.options.authenticator.signIn(authorization).catch((error: unknown) => {
        clients.rates.ofAddress(address).spend(1);
        throw error;
      });
      clients.rates.ofPrincipal(bearer.principal).spend(1);
      return this.#noRoom(bearer) ?? { address, bearer };
    } catch (error) {
      const { status, body } = httpError(error);
      const retryAfter = retryAfterOf(error);
      const [{ message, extensions }] = body.errors;
      if (status >= 500 && !(error instanceof OverloadedError)) this.#logger.error(error);
      return { status, code: extensions.code, message, ...(retryAfter === undefined ? {} : { retryAfter }) };
    }
  }

  #noRoom(bearer: SignedIn | undefined): UpgradeRefusal | undefined {
    if (this.reference.draining || this.#closing)
      return { status: 503, code: 'UNAVAILABLE', message: 'The server is about to stop.' };
    if (this.#connections.size - this.#unsigned.size >= this.#limits.connections)
      return { status: 503, code: 'UNAVAILABLE', message: 'Too many sockets are open. Try again later.' };
    if (bearer && this.#socketsOf(bearer) >= this.#limits.connectionsOfOne)
      return { status: 429, code: 'TOO_MANY_SOCKETS', message: TOO_MANY_OF_ONE };
    return undefined;
  }

  /** Returns the number of sockets of a principal. */
  #socketsOf({ principal: { subject } }: SignedIn): number {
    return [...this.#connections].filter((other) => subjectOf(other) === subject).length;
  }

  /**
   * Closes a socket that has not signed in, to make room. Sockets of the same address are closed first, so that idle
   * ones there do not keep other addresses out.
   */
  #makeRoomForUnsigned(address: string): void {
    const open = [...this.#unsigned].filter(({ socket }) => socket.open);
    const beside = open.filter((other) => other.address === address);
    if (beside.length >= this.#limits.unsignedOfAddress) beside[0]?.socket.terminate();
    else if (open.length >= this.#limits.unsigned) open[0]?.socket.terminate();
  }

  #open(opened: WebSocket, { address, bearer }: Pick<Connection, 'address' | 'bearer'>): void {
    if (!bearer) this.#makeRoomForUnsigned(address);
    const socket = new LiveSocket(opened, this.#limits, (error) => this.#logger.debug(`A socket: ${error.message}`));
    const connection: Connection = { socket, bearer, address };
    this.#connections.add(connection);
    if (!bearer) this.#unsigned.add(connection);
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
      this.#unsigned.delete(connection);
      void closed(code, reason).catch((error: unknown) => this.#logger.error(error));
    });
  }

  /** Accepts the connection only if it signs in, and closes it when the token expires. */
  async #signIn({ connectionParams, extra }: LiveContext): Promise<boolean> {
    const { socket } = extra;
    const sent = connectionParams?.['authorization'] ?? connectionParams?.['Authorization'];
    try {
      if (sent !== undefined && typeof sent !== 'string')
        throw new UnauthenticatedError('Send { "authorization": "Bearer <token>" } to begin with.');
      const signedIn = sent === undefined ? extra.bearer : await this.options.authenticator.signIn(sent);
      if (!signedIn) throw new UnauthenticatedError('Send { "authorization": "Bearer <token>" } to begin with.');
      const { principal, expiresAt } = signedIn;
      const counted = extra.bearer?.principal.subject === principal.subject;
      if (!counted && this.#socketsOf(signedIn) >= this.#limits.connectionsOfOne) {
        socket.close(TRY_AGAIN_LATER, TOO_MANY_OF_ONE);
        return false;
      }
      if (!extra.bearer && this.#connections.size - this.#unsigned.size >= this.#limits.connections) {
        socket.close(TRY_AGAIN_LATER, 'Too many sockets are open.');
        return false;
      }
      this.#unsigned.delete(extra);
      extra.allowance = this.#clients.rates.ofPrincipal(principal);
      extra.signedIn = signedIn;
      const expiry = setTimeout(
        () => socket.close(CloseCode.Unauthorized, 'The token has expired. Sign in again.'),
        Math.min(expiresAt - Date.now(), MAX_TIMER_MS),
      );
      socket.onClose(() => clearTimeout(expiry));
      return socket.open;
    } catch (error) {
      if (error instanceof AuthUnavailableError) {
        this.#logger.error(error);
        socket.close(TRY_AGAIN_LATER, error.problem);
      } else socket.close(CloseCode.Unauthorized, problemOf(error));
      return false;
    }
  }

  async #begin(
    { extra, subscriptions }: LiveContext,
    payload: SubscribePayload,
  ): Promise<ExecutionArgs | readonly GraphQLError[]> {
    const trace = traceOf(undefined);
    this.#traces.set(payload, trace);
    const most = this.#limits.subscriptions;
    if (Object.keys(subscriptions).length > most)
      return [refusal(`A socket takes ${most} subscriptions at once.`, 'TOO_MANY_SUBSCRIPTIONS')];
    const { development } = this.options;
    const { schema } = this.adapter.httpAdapter.getInstance<FastifyInstance>().graphql;
    const rules: DocumentRules = {
      schema,
      rules: development ? [] : [NoSchemaIntrospectionCustomRule],
      hideSuggestions: !development,
      limits: this.options.limits,
    };
    const read = await readSubscription(payload, rules, extra.allowance!);
    if (!('document' in read)) return read;
    const contextValue: EdgeRequest = { principal: extra.signedIn!.principal, trace };
    return { ...read, contextValue };
  }

  #formatted(payload: SubscribePayload, errors: readonly GraphQLError[]) {
    const trace = this.#traces.get(payload);
    return runAtEdge(trace ? { trace } : {}, () => formattedErrors(errors));
  }

  /**
   * Closes all sockets, so that clients reconnect to another instance; clients that do not answer are not waited for.
   */
  async #close(): Promise<void> {
    this.#closing = true;
    const open = [...this.#connections].map(({ socket }) => socket);
    if (open.length === 0) return;
    const gone = Promise.all(open.map((socket) => new Promise<void>((resolve) => socket.onClose(() => resolve()))));
    for (const socket of open) socket.close(GOING_AWAY, 'The server is about to stop.');
    const patience = setTimeout(() => {
      for (const socket of open) socket.terminate();
    }, this.#limits.goodbyeMs);
    await gone;
    clearTimeout(patience);
  }
}

const TOO_MANY_OF_ONE = 'You have too many sockets open.';

/** Returns the principal that a socket counts for. */
const subjectOf = ({ signedIn, bearer }: Connection): string | undefined => (signedIn ?? bearer)?.principal.subject;

const refusal = (message: string, code: 'TOO_MANY_SUBSCRIPTIONS'): GraphQLError =>
  new GraphQLError(message, { originalError: new BadGraphqlRequestError(message, code, 429) });
