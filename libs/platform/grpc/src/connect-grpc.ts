import type { TransportConnector } from '@multilith/runtime/transport';
import { grpcOptionsFromEnv, type GrpcOptions } from './grpc-options.js';
import { GrpcTransport } from './grpc-transport.js';

/**
 * Returns the gRPC transport of this process. It opens links to other hosts on first use, and listens once it serves a
 * context.
 *
 * @example
 * const transport = await connectGrpc({ host: 'monolith', hosts: 'orders=127.0.0.1:50052' });
 * @throws GrpcError `GRPC_CONFIG`, `GRPC_OPEN`
 */
export function connectGrpc(options: GrpcOptions = {}): Promise<GrpcTransport> {
  return GrpcTransport.connect(options);
}

/** Connects the transport with the settings of the environment, see `grpcOptionsFromEnv`. */
export const connectTransport: TransportConnector = (options) => connectGrpc({ ...grpcOptionsFromEnv(), ...options });
