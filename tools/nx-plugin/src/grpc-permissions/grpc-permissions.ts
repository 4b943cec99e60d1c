import { PERMISSIONS_FILE, permissionTable, permissionTableText } from '@multilith/grpc';
import type { PermissionFile } from '../placement/permission-file.js';
import { placementsIn, topologyOf } from '../placement/topology-file.js';

const COMMENT =
  'Written by nx extract, nx inline and the generators; after a change of uses or subscriptions by hand: npm run grpc-permissions.';

/** The contexts that each host may call and follow over gRPC. Hosts read the file at start. */
export const GRPC_PERMISSIONS: PermissionFile = {
  path: PERMISSIONS_FILE,
  script: 'grpc-permissions',
  text: (contexts, topologyText) =>
    permissionTableText({
      comment: COMMENT,
      ...permissionTable({ topology: topologyOf(placementsIn(topologyText)), contexts }),
    }),
};
