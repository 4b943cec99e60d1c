import type { ContextTraffic } from '@multilith/runtime/host';
import { GRPC_PERMISSIONS } from '../grpc-permissions/grpc-permissions.js';
import { NATS_USERS } from '../nats-users/nats-users.js';
import type { Change } from './changes.js';
import { permissionChange } from './permission-file.js';

/** Returns the changes of the permission files for a topology. Files that the workspace does not have are not added. */
export const permissionChanges = (root: string, topologyText: string, traffic?: readonly ContextTraffic[]): Change[] =>
  [NATS_USERS, GRPC_PERMISSIONS].flatMap((file) => permissionChange(file, root, topologyText, traffic) ?? []);
