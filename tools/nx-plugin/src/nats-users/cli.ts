// `npm run nats-users`: writes deploy/nats-users.conf; `--check` only compares it.
import { runPermissionFile } from '../placement/permission-file.js';
import { NATS_USERS } from './nats-users.js';

runPermissionFile(NATS_USERS);
