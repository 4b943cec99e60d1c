import type { ContextTraffic } from '@multilith/runtime/host';
import { grpcPermissionsChange } from '../grpc-permissions/grpc-permissions.js';
import { natsUsersChange } from '../nats-users/nats-users.js';
import type { Change } from './changes.js';

/** What changes with a topology in the generated files that say what each host may do; those that a workspace lacks stay out. */
export const permissionChanges = (root: string, topologyText: string, traffic?: readonly ContextTraffic[]): Change[] =>
  [natsUsersChange, grpcPermissionsChange].flatMap((changeFor) => changeFor(root, topologyText, traffic) ?? []);
