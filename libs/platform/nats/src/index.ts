/** NATS as the transport between hosts. */
export { connectNats } from './connect-nats.js';
export { NatsTransport, type NatsStatus } from './nats-transport.js';
export { NatsError, type NatsErrorCode } from './nats-error.js';
export { natsOptionsFromEnv, type NatsOptions, type NatsTlsFiles } from './nats-options.js';
export type { StreamSettings } from './events/stream-settings.js';
export { streamFaults, type DescribedStream } from './events/stream-faults.js';
export { provisionStreams, type ProvisionedStream, type ProvisionStreamsOptions } from './events/provision-streams.js';
export {
  permissionsFor,
  permissionsForAll,
  type HostPermissions,
  type PermissionOptions,
} from './permissions/host-permissions.js';
export { PROVISION, provisionPermissions, toolsPermissions } from './permissions/logins.js';
export { TOOLS } from './wire/subjects.js';
export { passwordVariable, serverConfig, SLOW_READERS } from './permissions/server-config.js';
