// An extracted host: a context with a journal, a subscription and its lanes, reached over NATS.
import { startOne } from '../relay/hosts.js';
import { tell } from './tell.js';

const [nats, database] = process.argv.slice(2) as [string, string];
await startOne('source', { nats, grpc: '', database, prefix: 'memory', path: 'stream' });
await tell();
