/** gRPC as the transport between hosts, and the services of contracts for clients in any language. */
export { connectGrpc, connectTransport } from './connect-grpc.js';
export { GrpcTransport } from './grpc-transport.js';
export { GrpcError, type GrpcErrorCode } from './grpc-error.js';
export { grpcOptionsFromEnv, type GrpcOptions, type GrpcTlsFiles } from './grpc-options.js';
