// `npm run nats-users`: writes deploy/nats-users.conf; `--check` only compares it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { required } from '../placement/placed.js';
import { TOPOLOGY_FILE } from '../placement/topology-file.js';
import { NATS_USERS_FILE, natsUsersChange } from './nats-users.js';

const root = process.cwd();
const change = natsUsersChange(root, required(root, TOPOLOGY_FILE));
if (change && process.argv.includes('--check')) {
  console.error(`${NATS_USERS_FILE} is not what the topology and the modules need. \`npm run nats-users\` writes it.`);
  process.exitCode = 1;
} else if (change) writeFileSync(join(root, NATS_USERS_FILE), change.after!);
