/** Hosts of specs that reach each other over gRPC. */
export { GrpcNetwork, type GrpcNetworkOptions, type ListeningHost } from './grpc-network.js';
