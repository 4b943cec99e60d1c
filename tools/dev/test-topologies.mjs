// `npm run test:topologies`: the specs of every context and of the whole application, in one process, over the wire format,
// and between hosts: over a real NATS server, over gRPC, and over both; and hosts of different revisions over both transports.
// MULTILITH_TOPOLOGIES chooses among local, wire, nats, grpc and mixed.
import { announce, run } from './run.mjs';
import { installIfStale } from './install.mjs';

const EVERYTHING = ['libs/modules/', 'apps/monolith/test/', 'libs/platform/testing/test/skew/'];

await installIfStale();
process.env.MULTILITH_TOPOLOGIES ??= 'local,wire,nats,grpc,mixed';
const given = process.argv.slice(2);
announce(`Running the specs under ${process.env.MULTILITH_TOPOLOGIES}`);
await run('vitest', ['run', ...(given.length > 0 ? given : EVERYTHING)]);
