import { Logger, run, runMigrations } from 'graphile-worker';
import pg from 'pg';
import type { BenchServer } from '../database.js';
import { CREATE_EFFECT, effectsPerSecond, INSERT_EFFECT } from './effect.js';

/** The same work as jobs of graphile-worker: each job is one row, by the worker's own connection. */
export async function deliverByGraphile(server: BenchServer, jobs: number, concurrency: number): Promise<number> {
  const url = await server.createDatabase(`bench_graphile_${concurrency}`);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(CREATE_EFFECT);
  const logger = new Logger(() => () => {});
  await runMigrations({ connectionString: url, logger });
  await client.query(
    `SELECT count(*) FROM generate_series(1, $1::int) AS number,
       LATERAL graphile_worker.add_job('effect', json_build_object('number', number))`,
    [jobs],
  );
  await client.end();

  const runner = await run({
    connectionString: url,
    concurrency,
    maxPoolSize: concurrency + 2,
    noHandleSignals: true,
    logger,
    taskList: {
      effect: async (payload, { query }) => {
        await query(INSERT_EFFECT, [(payload as { number: number }).number]);
      },
    },
  });
  const rate = await effectsPerSecond(url, 'effect', jobs);
  await runner.stop();
  return rate;
}
