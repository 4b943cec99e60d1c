import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@multilith/embedded-postgres';
import pg from 'pg';

/** A PostgreSQL server for the benchmarks. */
export interface BenchServer {
  /** Makes an empty database and returns its URL. */
  createDatabase(name: string): Promise<string>;
  stop(): Promise<void>;
}

/** The shops of `shop` run at the same time, with nine processes each. */
const SETTINGS = { max_connections: 800 };

/** A server that syncs to disk at every commit, as in production; `BENCH_DATABASE_URL` names another one (superuser). */
export async function startBenchServer(): Promise<BenchServer> {
  const given = process.env['BENCH_DATABASE_URL'];
  const folder = given === undefined ? mkdtempSync(join(tmpdir(), 'multilith-bench-')) : undefined;
  const embedded =
    folder === undefined
      ? undefined
      : await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), settings: SETTINGS });
  const url = given ?? embedded!.url;
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  return {
    createDatabase: async (name) => {
      await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await admin.query(`CREATE DATABASE ${name}`);
      return Object.assign(new URL(url), { pathname: `/${name}` }).href;
    },
    stop: async () => {
      await admin.end();
      await embedded?.stop();
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}
