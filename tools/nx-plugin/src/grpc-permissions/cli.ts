// `npm run grpc-permissions`: writes deploy/grpc-permissions.json; `--check` only compares it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { required } from '../placement/placed.js';
import { TOPOLOGY_FILE } from '../placement/topology-file.js';
import { GRPC_PERMISSIONS_FILE, grpcPermissionsChange } from './grpc-permissions.js';

const root = process.cwd();
const change = grpcPermissionsChange(root, required(root, TOPOLOGY_FILE));
if (change && process.argv.includes('--check')) {
  console.error(
    `${GRPC_PERMISSIONS_FILE} does not match the topology and the modules. \`npm run grpc-permissions\` writes it.`,
  );
  process.exitCode = 1;
} else if (change) writeFileSync(join(root, GRPC_PERMISSIONS_FILE), change.after!);
