import type { Check } from '../finding.js';
import { addressChecks } from './addresses.js';
import { composeChecks } from './compose.js';
import { databaseChecks } from './database.js';
import { grpcChecks } from './grpc.js';
import { grpcServerChecks } from './grpc-servers.js';
import { hostChecks } from './hosts.js';
import { natsChecks } from './nats.js';
import { nodeChecks } from './node.js';
import { secretChecks } from './secrets.js';

/** Every check, in the order of docs/production.md. */
export const checks: readonly Check[] = [
  ...nodeChecks,
  ...secretChecks,
  ...hostChecks,
  ...addressChecks,
  ...databaseChecks,
  ...natsChecks,
  ...grpcChecks,
  ...grpcServerChecks,
  ...composeChecks,
];
