// `npm run grpc-permissions`: writes deploy/grpc-permissions.json; `--check` only compares it.
import { runPermissionFile } from '../placement/permission-file.js';
import { GRPC_PERMISSIONS } from './grpc-permissions.js';

runPermissionFile(GRPC_PERMISSIONS);
