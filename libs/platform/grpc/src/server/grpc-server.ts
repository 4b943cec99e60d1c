import type { Server as NetServer, Socket } from 'node:net';
import {
  Server,
  type ServerCredentials,
  type ServerOptions,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { asError } from '@multilith/contract';
import { GrpcError } from '../grpc-error.js';
import { KEEPALIVE } from '../link/link-settings.js';
import { MAX_FRAME_BYTES } from '../wire/limits.js';

/** How long open streams may take to end before they are cut, in milliseconds. */
const CLOSE_TIMEOUT_MS = 500;

/**
 * Returns settings of the server, https://github.com/grpc/grpc-node/blob/master/packages/grpc-js/README.md. The window is
 * large enough for the largest message. In production the keepalive finds a hung peer after five seconds at most;
 * otherwise a debugger may have stopped it.
 */
const settings = (): ServerOptions => ({
  'grpc-node.flow_control_window': MAX_FRAME_BYTES,
  'grpc.max_receive_message_length': MAX_FRAME_BYTES,
  'grpc.max_send_message_length': MAX_FRAME_BYTES,
  // It counts calls for a debug service that is not offered here, with four closures and several clock reads per call.
  'grpc.enable_channelz': 0,
  ...(process.env['NODE_ENV'] === 'production' ? KEEPALIVE : {}),
});

/** The gRPC server of a host: the link to other hosts, the services of its contracts, health and reflection. */
export class GrpcServer {
  readonly #server = new Server(settings());
  readonly #sockets = new Set<Socket>();
  #closed: Promise<void> | undefined;
  /** Port that it listens on; 0 before it listens. */
  port = 0;

  /** Adds a service, before or after the server listens. Each service can be added once. */
  add(service: ServiceDefinition, implementation: UntypedServiceImplementation): void {
    this.#server.addService(service, implementation);
  }

  /** @throws GrpcError GRPC_LISTEN */
  async listen(address: string, credentials: ServerCredentials): Promise<void> {
    try {
      this.port = await new Promise<number>((resolve, reject) =>
        this.#server.bindAsync(address, credentials, (error, port) => (error ? reject(error) : resolve(port))),
      );
    } catch (error) {
      throw new GrpcError(
        'GRPC_LISTEN',
        `The gRPC server cannot listen at ${address}: ${asError(error).message}.`,
        'Set another address in GRPC_LISTEN, or end the process that listens there.',
        { cause: error },
      );
    }
    for (const server of netServersOf(this.#server))
      server.on('connection', (socket) => {
        this.#sockets.add(socket);
        socket.once('close', () => this.#sockets.delete(socket));
      });
  }

  /** Waits for open calls to end, for at most half a second, and closes all connections. */
  close(): Promise<void> {
    return (this.#closed ??= new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#server.forceShutdown();
        // A session that is destroyed waits until its client has read what was written, which it may never do.
        for (const socket of this.#sockets) socket.destroy();
      }, CLOSE_TIMEOUT_MS);
      this.#server.tryShutdown(() => {
        clearTimeout(timer);
        resolve();
      });
    }));
  }
}

/** grpc-js has no public name for its servers. Without it, a client that does not read can hold up `close`. */
const netServersOf = (server: Server): Iterable<NetServer> =>
  (server as unknown as { readonly http2Servers?: ReadonlyMap<NetServer, unknown> }).http2Servers?.keys() ?? [];
