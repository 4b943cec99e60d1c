/** gRPC as the transport between hosts, and the services of contracts for clients in any language. */
export { connectGrpc, connectTransport } from './connect-grpc.js';
export { GrpcTransport } from './grpc-transport.js';
export type { InstanceStatus } from './hosts/instance.js';
export { GrpcError, type GrpcErrorCode } from './grpc-error.js';
export { grpcOptionsFromEnv, type GrpcOptions, type GrpcTlsFiles } from './grpc-options.js';
export {
  permissionTable,
  permissionTableText,
  readPermissionTable,
  type HostRights,
  type PermissionTable,
} from './permissions/permission-table.js';
export { parseClients, type ClientList } from './permissions/client-list.js';
export { HostAddresses, type HostAddress } from './hosts/host-addresses.js';
export { probeHost, type HostProbe } from './tls/probe-host.js';
export { PERMISSIONS_FILE } from './permissions/link-permissions.js';
export { channelCredentials, type HostCredentials } from './tls/credentials.js';
