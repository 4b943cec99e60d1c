// A host in a process of its own that brings the schema `pair` up to date. It runs on the built packages.
import 'reflect-metadata';
import { ContextDatabases } from '@multilith/data';

class Big1700000000001 {
  name = 'Big1700000000001';
  up = async () => {};
}
class Index1700000000002 {
  name = 'Index1700000000002';
  transaction = false;
  up = (runner) => runner.query('CREATE INDEX CONCURRENTLY big_t ON big (t)');
}

const config = {
  url: process.argv[2],
  contextUrls: {},
  poolTotal: 10,
  acquireTimeoutMs: 10_000,
  statementTimeoutMs: 0,
  idleInTransactionTimeoutMs: 0,
};
const databases = new ContextDatabases(config, 'killed');
await databases.open('pair', { entities: [], migrations: [Big1700000000001, Index1700000000002] }, 1);
process.exit(0);
