import type { ContextTraffic } from '@multilith/runtime/host';
import { grpcPermissionsChange } from '../grpc-permissions/grpc-permissions.js';
import { natsUsersChange } from '../nats-users/nats-users.js';
import type { Change } from './changes.js';

/** Returns the changes of the permission files for a topology. Files that the workspace does not have are not added. */
export const permissionChanges = (root: string, topologyText: string, traffic?: readonly ContextTraffic[]): Change[] =>
  [natsUsersChange, grpcPermissionsChange].flatMap((changeFor) => changeFor(root, topologyText, traffic) ?? []);
